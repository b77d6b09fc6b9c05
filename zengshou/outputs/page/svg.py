"""Inline SVG: a frame with scales, axes and text; the page's style sheet sets the colours."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

LABEL_GAP = 6
TICKS = 5


@dataclass
class Drawing:
    """A picture of fixed size in CSS pixels, so that its text has the size of the page's text.

    Screen readers read `title` and `desc`; `name` makes their ids unique.
    """

    name: str
    title: str
    desc: str
    width: int
    height: int
    parts: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """A straight line."""
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'
        )

    def bar(self, x: float, y: float, width: float, height: float, style: str, hint: str) -> None:
        """A filled rectangle; its value is shown on hover."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
            f'height="{max(height, 0):.1f}" class="{style}"><title>{escape(hint)}</title></rect>'
        )

    def path(self, points: Sequence[tuple[float, float]], style: str) -> None:
        """A line through points."""
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{joined}" class="{style}"/>')

    def dot(self, x: float, y: float, style: str, hint: str) -> None:
        """A point of a line; its value is shown on hover."""
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="{style}">'
            f"<title>{escape(hint)}</title></circle>"
        )

    def text(self, x: float, y: float, words: str, style: str = "", anchor: str = "start") -> None:
        """A line of text, its baseline at y."""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{style}">'
            f"{escape(words)}</text>"
        )

    def markup(self, style: str) -> str:
        """The picture as HTML."""
        ids = f"{self.name}-{style}"
        return (
            f'<svg class="{style}" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" role="img" '
            f'aria-labelledby="{ids}-title {ids}-desc">'
            f'<title id="{ids}-title">{escape(self.title)}</title>'
            f'<desc id="{ids}-desc">{escape(self.desc)}</desc>{"".join(self.parts)}</svg>'
        )


@dataclass(frozen=True)
class Scale:
    """Maps values from `low` to `high` to a range of pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, figure: float) -> float:
        """The position of a value in pixels."""
        return self.start + (figure - self.low) / (self.high - self.low) * (self.end - self.start)


def round_ticks(low: float, high: float) -> list[float]:
    """About five round values from at most `low` to at least `high`; 0 is always included."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return [0.0, 1.0]
    raw = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, last + 1)]


def apart(places: Sequence[float], gap: float) -> Iterator[float]:
    """Label positions in order, moved down if a label would overlap the previous one."""
    moved: dict[int, float] = {}
    last = -math.inf
    for index in sorted(range(len(places)), key=places.__getitem__):
        last = max(places[index], last + gap)
        moved[index] = last
    return (moved[index] for index in range(len(places)))
