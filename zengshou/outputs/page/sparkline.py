"""A small line of one indicator over two years, beside its figure on a card."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zengshou.outputs.page import words
from zengshou.outputs.page.svg import Drawing, Scale

WIDTH, HEIGHT, EDGE = 168, 46, 5
AXIS = 11
JANUARY = 1
Point = tuple[date, Decimal | None]
Known = tuple[int, date, Decimal]


def sparkline(
    name: str, title: str, points: Sequence[Point], targets: Sequence[Point], *, begins_anew: bool
) -> str:
    """The values by month; a month without a value leaves a gap, the targets are a broken line.

    `begins_anew`: the figures start again each January, so the line breaks there.
    """
    known, aims = _known(points), _known(targets)
    if not known:
        return ""
    bounds = [float(value) for _, _, value in (*known, *aims)]
    low, high = min(bounds), max(bounds)
    slack = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    x = Scale(0, max(len(points) - 1, 1), EDGE, WIDTH - EDGE)
    y = Scale(low - slack, high + slack, HEIGHT - AXIS - 3, EDGE)
    first, last = known[0], known[-1]
    said = (
        f"{words.month(first[1])}{words.share(first[2])}，"
        f"{words.month(last[1])}{words.share(last[2])}"
    )
    drawing = Drawing(name, title, said, WIDTH, HEIGHT)
    for at, (month, _) in enumerate(points):
        if month.month == JANUARY:
            drawing.line(x(at), EDGE - 3, x(at), HEIGHT - AXIS, "grid")
            drawing.text(x(at), HEIGHT - 1, f"{month.year}年", "tiny", "middle")
    for run in _runs(aims, begins_anew=begins_anew):
        drawing.path([(x(at), y(float(value))) for at, value in run], "line target")
    for run in _runs(known, begins_anew=begins_anew):
        drawing.path([(x(at), y(float(value))) for at, value in run], "line now")
        if len(run) == 1:
            drawing.dot(x(run[0][0]), y(float(run[0][1])), "dot now", words.share(run[0][1]))
    hint = f"{words.month(last[1])} {words.share(last[2])}"
    drawing.dot(x(last[0]), y(float(last[2])), "dot now", hint)
    return drawing.markup("spark")


def _known(points: Sequence[Point]) -> list[Known]:
    return [(at, month, value) for at, (month, value) in enumerate(points) if value is not None]


def _runs(known: Sequence[Known], *, begins_anew: bool) -> list[list[tuple[int, Decimal]]]:
    """Stretches of months that follow each other, and that one year's figures join."""
    runs: list[list[tuple[int, Decimal]]] = []
    for at, month, value in known:
        follows = runs and runs[-1][-1][0] == at - 1
        if follows and not (begins_anew and month.month == JANUARY):
            runs[-1].append((at, value))
        else:
            runs.append([(at, value)])
    return runs
