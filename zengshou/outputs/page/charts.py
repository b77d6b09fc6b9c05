"""The page's charts, each drawn for a narrow and a wide screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zengshou.assessment.rounding import rounded
from zengshou.outputs.page.svg import Drawing, Scale, apart, round_ticks

NARROW, WIDE = 312, 496
PLOT_HEIGHT = 220
LEFT, RIGHT, TOP, BOTTOM = 46, 4, 26, 40
LINE_LABEL, LINE_LABEL_HEIGHT = 58, 32
ROW, BAR = 30, 16
#: Places on the axis that a break and the figures behind it take.
BREAK_SLOTS = 2
#: Pixels that the name of a month needs; where there are fewer, every second month has one.
WIDE_TICK, NARROW_TICK = 29, 17
Figure = Decimal | int | float


@dataclass(frozen=True)
class Series:
    """One figure per month; `style` is its class in the style sheet."""

    name: str
    style: str
    values: Sequence[Figure | None]


@dataclass(frozen=True)
class Words:
    """A chart's title, its description in one sentence, and its unit."""

    name: str
    title: str
    desc: str
    unit: str


@dataclass(frozen=True)
class OtherBase:
    """Figures on another base than the months', drawn apart behind a break, one per series.

    `name` stands under them on the axis, `why` at the break.
    """

    name: str
    why: str
    values: Sequence[Figure | None]


def both(draw: Callable[[int], Drawing]) -> str:
    """The chart in both widths; the style sheet shows the one that fits."""
    return draw(NARROW).markup("narrow") + draw(WIDE).markup("wide")


def stacked_months(
    words: Words, months: Sequence[date], above: Sequence[Series], below: Sequence[Series] = ()
) -> str:
    """Stacked columns by month; `below` is drawn below zero."""
    tops = [sum(float(one.values[i] or 0) for one in above) for i in range(len(months))]
    bottoms = [-sum(float(one.values[i] or 0) for one in below) for i in range(len(months))]

    def draw(width: int) -> Drawing:
        drawing, y = _month_frame(words, months, width, min(bottoms), max(tops))
        step = (width - LEFT - RIGHT) / len(months)
        for index, month in enumerate(months):
            x = LEFT + step * (index + 0.15)
            for parts, sign in ((above, 1), (below, -1)):
                reached = 0.0
                for one in parts:
                    value = float(one.values[index] or 0)
                    edges = sorted((y(sign * reached), y(sign * (reached + value))))
                    hint = f"{month:%Y年%m月} {one.name} {_amount(one.values[index])}{words.unit}"
                    drawing.bar(x, edges[0], step * 0.7, edges[1] - edges[0], one.style, hint)
                    reached += value
        drawing.line(LEFT, y(0), width - RIGHT, y(0), "axis")
        return drawing

    return both(draw)


def month_lines(
    words: Words, months: Sequence[date], series: Sequence[Series], other: OtherBase | None = None
) -> str:
    """Lines over months, each with its last value at its end; gaps stay visible.

    With `other`, the last values are those on the other base, and no line leads to them.
    """
    known = [float(value) for one in series for value in one.values if value is not None]
    known += [float(value) for value in (other.values if other else ()) if value is not None]
    slots = len(months) + (BREAK_SLOTS if other else 0)

    def draw(width: int) -> Drawing:
        high = max(known, default=0)
        drawing, y = _month_frame(words, months, width, 0, high, LINE_LABEL, slots)
        step = (width - LEFT - LINE_LABEL) / slots
        ends: list[tuple[float, float, Figure, Series]] = []
        for one in series:
            points = [
                (LEFT + step * (index + 0.5), y(float(value)), index)
                for index, value in enumerate(one.values)
                if value is not None
            ]
            drawing.path([(x, place) for x, place, _ in points], f"line {one.style}")
            for x, place, index in points:
                hint = (
                    f"{months[index]:%Y年%m月} {one.name} {_amount(one.values[index])}{words.unit}"
                )
                drawing.dot(x, place, f"dot {one.style}", hint)
            if points and other is None:
                x, place, index = points[-1]
                ends.append((x, place, one.values[index] or 0, one))
        if other is not None:
            ends = _break(drawing, y, series, other, (len(months), step))
        places = apart([place for _, place, _, _ in ends], LINE_LABEL_HEIGHT)
        for lower, (x, _, value, one) in zip(places, ends, strict=True):
            drawing.text(x + 9, lower - 2, one.name, "tick")
            drawing.text(x + 9, lower + 12, _amount(value, 0), "value")
        return drawing

    return both(draw)


def bars_against_target(
    words: Words, rows: Sequence[tuple[str, Figure | None, str, str]], target: Figure | None
) -> str:
    """A bar from zero for each division (name, share, style, words without a share), and the
    target as one line."""
    shares = [float(share) for _, share, _, _ in rows if share is not None]
    marks = round_ticks(min(shares, default=0), max([*shares, float(target or 0)]))

    def draw(width: int) -> Drawing:
        height = TOP + ROW * len(rows) + 24
        drawing = Drawing(words.name, words.title, words.desc, width, height)
        x = Scale(marks[0], marks[-1], 84, width - 62)
        for mark in marks if width == WIDE else marks[::2]:
            drawing.line(x(mark), TOP, x(mark), height - 24, "grid")
            drawing.text(x(mark), height - 8, f"{mark * 100:g}%", "tick", "middle")
        if target is not None:
            place = x(float(target))
            drawing.line(place, TOP - 4, place, height - 24, "target")
            drawing.text(place, TOP - 9, f"目标 {_percent(target)}", "value", "middle")
        for index, (name, share, style, blank) in enumerate(rows):
            top = TOP + ROW * index + (ROW - BAR) / 2
            drawing.text(78, top + 13, name, "label", "end")
            if share is None:
                drawing.text(x(0) + 6, top + 13, blank, "value")
                continue
            ends = sorted((x(0), x(float(share))))
            drawing.bar(ends[0], top, ends[1] - ends[0], BAR, style, f"{name} {_percent(share)}")
            drawing.text(ends[1] + 5, top + 13, _percent(share), "value halo")
        drawing.line(x(0), TOP, x(0), height - 24, "axis")
        return drawing

    return both(draw)


def _break(
    drawing: Drawing,
    y: Scale,
    series: Sequence[Series],
    other: OtherBase,
    months: tuple[int, float],
) -> list[tuple[float, float, Figure, Series]]:
    """Draw the break behind the months (number, width of each) and the dots on the other base.

    Returns each dot's place, value and series.
    """
    number, step = months
    edge, x = LEFT + step * (number + 0.35), LEFT + step * (number + 1.2)
    drawing.line(edge, TOP, edge, TOP + PLOT_HEIGHT, "break")
    drawing.text(edge, TOP - 6, other.why, "tick", "middle")
    drawing.text(x, TOP + PLOT_HEIGHT + 16, other.name, "tick", "middle")
    dots = []
    for one, value in zip(series, other.values, strict=True):
        if value is not None:
            place = y(float(value))
            hint = f"{other.name} {one.name} {_amount(value)}"
            drawing.dot(x, place, f"dot {one.style}", hint)
            dots.append((x, place, value, one))
    return dots


def _amount(value: Figure | None, places: int = 2) -> str:
    return f"{rounded(Decimal(value or 0), places):,}"


def _percent(share: Figure) -> str:
    return f"{rounded(Decimal(share) * 100)}%"


def _month_frame(
    words: Words,
    months: Sequence[date],
    width: int,
    low: float,
    high: float,
    right: int = RIGHT,
    slots: int | None = None,
) -> tuple[Drawing, Scale]:
    """Axes of a chart over months: unit, round ticks, months with their calendar years.

    `slots`: places on the axis; by default one per month.
    """
    height = TOP + PLOT_HEIGHT + BOTTOM
    drawing = Drawing(words.name, words.title, words.desc, width, height)
    marks = round_ticks(low, high)
    y = Scale(marks[0], marks[-1], TOP + PLOT_HEIGHT, TOP)
    drawing.text(0, 11, words.unit, "tick")
    for mark in marks:
        drawing.line(LEFT, y(mark), width - right, y(mark), "grid")
        drawing.text(LEFT - 6, y(mark) + 4, f"{mark:,.10g}", "tick", "end")
    step = (width - LEFT - right) / (slots or len(months))
    every = 1 if step >= (WIDE_TICK if width == WIDE else NARROW_TICK) else 2
    for index, month in enumerate(months):
        centre = LEFT + step * (index + 0.5)
        name = f"{month.month}月" if width == WIDE else str(month.month)
        if index % every == 0:
            drawing.text(centre, TOP + PLOT_HEIGHT + 16, name, "tick", "middle")
        if index == 0 or month.month == 1:
            drawing.text(centre - step / 2, height - 6, f"{month.year}年", "tick")
    return drawing, y
