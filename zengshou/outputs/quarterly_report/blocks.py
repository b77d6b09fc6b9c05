"""The blocks of a report before conversion to a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Heading:
    """A numbered heading; level 1 is 一、, level 2 is （一）."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body text."""

    text: str


@dataclass(frozen=True)
class ToFill:
    """An empty, marked place that the sender fills in before the report is signed."""

    title: str


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first column is text, the others are figures."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Series:
    """Values of a chart by category; None leaves a gap. `line` draws them as a line."""

    name: str
    values: Sequence[Decimal | None]
    line: bool = False


@dataclass(frozen=True)
class Chart:
    """A column chart of a table's figures; `number_format` uses spreadsheet syntax."""

    caption: str
    categories: Sequence[str]
    series: Sequence[Series]
    number_format: str
    axis: str


Block = Heading | Paragraph | ToFill | Table | Chart
