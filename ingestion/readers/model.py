"""What reading a file gives: its tables as text, or why it cannot be read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, NamedTuple

#: Cells of a table at most, empty ones counted: all 1,048,576 rows of a sheet, 40 columns wide.
#: It bounds the memory that reading takes (docs/operations.md, "Memory of the reading").
MAX_CELLS = 1_048_576 * 40

#: Rows of a block: some hundred KB of text.
ROWS_AT_ONCE = 2_000

#: F01, F02 and F03 of feeds.md.
Problem = Literal["unreadable", "sheet_missing", "column_missing"]


class ReadRow(NamedTuple):
    """A data row: its number as a person counts it in the sheet, its cells as received.

    `cells` follow the order of the part's columns; None is an empty cell.
    """

    row_number: int
    is_total: bool
    cells: Sequence[str | None]


class RowBlock(NamedTuple):
    """Some rows of a table, column by column; an empty cell is None or an empty text."""

    row_numbers: Sequence[int]
    are_total: Sequence[bool]
    columns: Sequence[Sequence[str | None]]

    def rows(self) -> Iterator[ReadRow]:
        """The same row by row."""
        cells = ([cell or None for cell in row] for row in zip(*self.columns, strict=True))
        return map(ReadRow, self.row_numbers, self.are_total, cells)


def blocks_of(rows: Iterable[ReadRow]) -> Iterator[RowBlock]:
    """Rows as blocks of at most ROWS_AT_ONCE."""
    remaining = iter(rows)
    while some := list(islice(remaining, ROWS_AT_ONCE)):
        numbers, are_total, cells = zip(*some, strict=True)
        yield RowBlock(numbers, are_total, list(zip(*cells, strict=True)))


@dataclass(slots=True)
class ReadTable:
    """The rows of one part.

    `unknown_columns`: headers that the contract does not know, or a second one for the same
    column. `missing_columns`: headers not found in a sheet that may be left out altogether;
    their cells are None.
    """

    table: str
    header_row: int
    unknown_columns: list[str]
    blocks: list[RowBlock]
    missing_columns: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[ReadRow]:
        """All rows."""
        return [row for block in self.blocks for row in block.rows()]


@dataclass(slots=True)
class ReadFile:
    """A file read, or the `problem` that stopped it with a short detail in Chinese.

    `detail` names headers and sheets only, never a value of a cell. `unit_code` and
    `declared_period` (`YYYY-MM`) come from the labels above the table; None where the feed has
    no labels, or they are blank or no month.
    """

    problem: Problem | None = None
    detail: str | None = None
    unit_code: str | None = None
    declared_period: str | None = None
    tables: list[ReadTable] = field(default_factory=list)


class CannotRead(Exception):
    """A file breaks F01, F02 or F03."""

    def __init__(self, problem: Problem, detail: str) -> None:
        super().__init__(problem, detail)  # as they are: a worker process hands it on
        self.problem = problem
        self.detail = detail


def unreadable(detail: str) -> CannotRead:
    """F01: damaged, encrypted, not of its kind or too large."""
    return CannotRead("unreadable", detail)
