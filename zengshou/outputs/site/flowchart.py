"""Reads the flowcharts of the documents: the part of Mermaid's language that they use.

https://mermaid.js.org/syntax/flowchart.html: nodes in their shapes, arrows with labels, subgraphs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

ARROW = re.compile(r'\s*(?:--\s*"([^"]*)"\s*-->|-\.\s*"([^"]*)"\s*\.->|(-->)|(-\.->))\s*')
SHAPES = (
    ("store", re.compile(r'\[\("?([^"\]]*?)"?\)\]')),
    ("round", re.compile(r'\(\["?([^"\]]*?)"?\]\)')),
    ("gate", re.compile(r'\{\{"?([^"}]*?)"?\}\}')),
    ("box", re.compile(r'\["?([^"\]]*?)"?\]')),
)
NAME = re.compile(r"\s*(\w+)")


class CannotDraw(ValueError):
    """A line is outside the part of the language that is read; the message quotes it."""


@dataclass
class Node:
    """A node with its text and shape (store, round, gate or box); `group` is its subgraph."""

    name: str
    text: str
    shape: str = "box"
    group: str | None = None


@dataclass(frozen=True)
class Arrow:
    """An arrow between nodes; `is_dotted`: beside the main way."""

    source: str
    target: str
    label: str
    is_dotted: bool


@dataclass
class Flowchart:
    """A flowchart from left to right, in the order of its lines."""

    nodes: dict[str, Node] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)


def read_flowchart(text: str) -> Flowchart:
    """The flowchart of a code block. Raises CannotDraw."""
    first, *lines = (line.strip() for line in text.strip().splitlines())
    if first.split() != ["flowchart", "LR"]:
        raise CannotDraw(first)
    chart, group = Flowchart(), None
    for line in filter(None, lines):
        if line.startswith("subgraph "):
            group = line.removeprefix("subgraph ").strip()
            chart.groups.append(group)
        elif line == "end":
            group = None
        else:
            _read_line(chart, line, group)
    return chart


def _read_line(chart: Flowchart, line: str, group: str | None) -> None:
    names, labels = [], []
    for part in _parts(line):
        if isinstance(part, Node):
            known = chart.nodes.setdefault(part.name, part)
            if part.text != part.name:
                known.text, known.shape = part.text, part.shape
            known.group = known.group or group
            names.append(part.name)
        else:
            labels.append(part)
    for source, target, (label, is_dotted) in zip(names, names[1:], labels, strict=False):
        chart.arrows.append(Arrow(source, target, label, is_dotted))


def _parts(line: str) -> Iterator[Node | tuple[str, bool]]:
    """Nodes and arrows of a line in turn."""
    at = 0
    while at < len(line):
        name = NAME.match(line, at)
        if name is None:
            raise CannotDraw(line)
        node, at = Node(name[1], name[1]), name.end()
        for shape, pattern in SHAPES:
            if found := pattern.match(line, at):
                node, at = Node(name[1], found[1], shape), found.end()
                break
        yield node
        if at == len(line):
            return
        arrow = ARROW.match(line, at)
        if arrow is None:
            raise CannotDraw(line)
        yield (arrow[1] or arrow[2] or "", bool(arrow[2] or arrow[4]))
        at = arrow.end()
