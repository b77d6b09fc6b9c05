"""Where the nodes of a flowchart stand: rows by distance from the start, subgraphs side by side.

An arrow over several rows keeps a place in each of them, so that it crosses no node.
"""

import itertools
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from zengshou.outputs.site.flowchart import Arrow, Flowchart

WIDE, NARROW = 13.5, 7.4
HEIGHT, ROW, GAP, PAD, LANE = 34, 82, 28, 26, 18
SWEEPS = 6


@dataclass
class Layout:
    """Centres of nodes, in pixels.

    `ways` are the centres that an arrow passes between its ends. Arrows that lead `back` run to the
    right of `lane`.
    """

    width: float = 0
    height: float = 0
    centre: dict[str, tuple[float, float]] = field(default_factory=dict)
    lane: float = 0
    size: dict[str, float] = field(default_factory=dict)
    ways: dict[Arrow, list[tuple[float, float]]] = field(default_factory=dict)
    back: list[Arrow] = field(default_factory=list)


def text_width(text: str) -> float:
    """The width of a text of 13 pixels, estimated."""
    return sum(WIDE if unicodedata.east_asian_width(one) in "WF" else NARROW for one in text)


def lay_out(chart: Flowchart) -> Layout:
    """Places for all nodes and arrows."""
    ahead, back = _directions(chart)
    row = _rows(chart, ahead)
    layout = Layout(back=back)
    layout.size = {name: text_width(one.text) + 26 for name, one in chart.nodes.items()}
    room = dict(layout.size)  # a node's own width, or that of a label above it
    for arrow in ahead:
        room[arrow.target] = max(room[arrow.target], text_width(arrow.label))
    chains = {arrow: _chain(arrow, row, room) for arrow in ahead}
    band = {name: _band(chart, name) for name in chart.nodes}
    for arrow, chain in chains.items():
        for place in chain:
            band[place] = band[arrow.target]
            row[place] = int(place.rsplit(" ", 1)[1])
    left = float(PAD)
    for one in dict.fromkeys(band.values()):
        members = [name for name in row if band[name] == one]
        left = _place_band(layout, members, row, room, _neighbours(chains), left)
    layout.lane = left - PAD
    layout.width = left + sum(LANE + text_width(arrow.label) for arrow in back)
    layout.height = PAD * 2 + max(row.values()) * ROW + HEIGHT
    layout.ways = {arrow: [layout.centre[one] for one in chain] for arrow, chain in chains.items()}
    return layout


def _chain(arrow: Arrow, row: dict[str, int], room: dict[str, float]) -> list[str]:
    """Names of the places that the arrow keeps in the rows between its ends."""
    between = range(row[arrow.source] + 1, row[arrow.target])
    chain = [f"{arrow.source} {arrow.target} {number}" for number in between]
    room.update(dict.fromkeys(chain, 12.0))
    return chain


def _neighbours(chains: dict[Arrow, list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for arrow, chain in chains.items():
        steps = [arrow.source, *chain, arrow.target]
        for one, other in itertools.pairwise(steps):
            found[one].append(other)
            found[other].append(one)
    return found


def _place_band(
    layout: Layout,
    members: list[str],
    row: dict[str, int],
    room: dict[str, float],
    neighbours: dict[str, list[str]],
    left: float,
) -> float:
    """Place the nodes of a subgraph from `left` on; returns where the next begins."""
    rows: dict[int, list[str]] = defaultdict(list)
    for name in members:
        rows[row[name]].append(name)
    widths = {number: sum(room[one] + GAP for one in names) - GAP for number, names in rows.items()}
    width = max(widths.values())
    for sweep in range(SWEEPS):
        for number in sorted(rows, reverse=bool(sweep % 2)):
            if sweep:
                rows[number].sort(key=lambda name: _pull(layout, name, neighbours[name]))
            x = left + (width - widths[number]) / 2
            for name in rows[number]:
                middle = x + room[name] / 2
                layout.centre[name] = (middle, PAD + row[name] * ROW + HEIGHT / 2)
                x += room[name] + GAP
    return left + width + 2 * PAD


def _pull(layout: Layout, name: str, neighbours: list[str]) -> float:
    """Where the neighbours stand, on average."""
    known = [layout.centre[one][0] for one in neighbours if one in layout.centre]
    return sum(known) / len(known) if known else layout.centre[name][0]


def _band(chart: Flowchart, name: str) -> str | None:
    """The subgraph of a node; without one that of the first neighbour that has one."""
    groups = [chart.nodes[name].group]
    for arrow in chart.arrows:
        if name in (arrow.source, arrow.target):
            groups += [chart.nodes[arrow.target].group, chart.nodes[arrow.source].group]
    return next(filter(None, groups), None)


def _directions(chart: Flowchart) -> tuple[list[Arrow], list[Arrow]]:
    """Arrows that lead on, and those that close a circle."""
    ahead: list[Arrow] = []
    back: list[Arrow] = []
    for arrow in chart.arrows:
        (back if _leads(ahead, arrow.target, arrow.source) else ahead).append(arrow)
    return ahead, back


def _leads(arrows: list[Arrow], start: str, goal: str) -> bool:
    if start == goal:
        return True
    return any(_leads(arrows, one.target, goal) for one in arrows if one.source == start)


def _rows(chart: Flowchart, ahead: list[Arrow]) -> dict[str, int]:
    """The row of each node: below all that lead to it; starts stand close to what they lead to."""
    row = dict.fromkeys(chart.nodes, 0)
    for _ in chart.nodes:
        for arrow in ahead:
            row[arrow.target] = max(row[arrow.target], row[arrow.source] + 1)
    for name in chart.nodes:
        next_ones = [row[one.target] for one in ahead if one.source == name]
        if next_ones and all(one.target != name for one in ahead):
            row[name] = min(next_ones) - 1
    return row
