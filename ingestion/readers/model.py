"""The result of reading a file: its tables as text, or the reason for failure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Literal, NamedTuple

from ingestion.notes import Note, NoteKind

#: Maximum number of cells of a table, including empty ones: all 1,048,576 rows of a sheet with 40
#: columns. It limits the memory for reading (docs/operations.md, "Memory of the reading").
MAX_CELLS = 1_048_576 * 40

#: Rows of a block: a few hundred KB of text.
ROWS_AT_ONCE = 2_000

#: F01, F02 and F03 of feeds.md.
Problem = Literal["unreadable", "sheet_missing", "column_missing"]

#: Why a csv line cannot be taken apart: C01 (number of cells) and C02 (encoding) of feeds.md. Its
#: cells are not kept.
LineProblem = Literal["cells", "characters"]


class ReadRow(NamedTuple):
    """A row: its row number as shown in the sheet, its cells as received.

    `cells` follow the order of the part's columns; None is an empty cell. `is_subtotal` marks the
    total rows that close a block of rows (小计).
    """

    row_number: int
    is_total: bool
    cells: Sequence[str | None]
    problem: LineProblem | None = None
    is_subtotal: bool = False


class RowBlock(NamedTuple):
    """Some rows of a table, stored by column; an empty cell is None or an empty string.

    `problems` has the problem of each csv line; it is empty if all lines could be read.
    `are_subtotal` is empty if no row is one. `places` are the places of listed members in the list
    of their row, from 1.
    """

    row_numbers: Sequence[int]
    are_total: Sequence[bool]
    columns: Sequence[Sequence[str | None]]
    problems: Sequence[LineProblem | None] = ()
    are_subtotal: Sequence[bool] = ()
    places: Sequence[int] = ()

    @property
    def damaged(self) -> int:
        """Number of lines with bytes that are no characters (C02)."""
        return self.problems.count("characters")

    def rows(self) -> Iterator[ReadRow]:
        """The same data row by row."""
        cells = ([cell or None for cell in row] for row in zip(*self.columns, strict=True))
        problems = self.problems or repeat(None)
        are_subtotal = self.are_subtotal or repeat(False)
        return map(ReadRow, self.row_numbers, self.are_total, cells, problems, are_subtotal)


def blocks_of(rows: Iterable[ReadRow]) -> Iterator[RowBlock]:
    """Group rows into blocks of at most ROWS_AT_ONCE."""
    remaining = iter(rows)
    while some := list(islice(remaining, ROWS_AT_ONCE)):
        numbers, are_total, cells, problems, are_subtotal = zip(*some, strict=True)
        columns = list(zip(*cells, strict=True))
        yield RowBlock(
            numbers,
            are_total,
            columns,
            problems if any(problems) else (),
            are_subtotal if any(are_subtotal) else (),
        )


@dataclass(slots=True)
class ReadTable:
    """The rows of one part, and what the reader noticed beside them.

    `missing_columns`: headers not found in an optional sheet; their cells are None.
    """

    table: str
    header_row: int
    blocks: list[RowBlock]
    notes: list[Note] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[ReadRow]:
        """All rows."""
        return [row for block in self.blocks for row in block.rows()]

    @property
    def unknown_columns(self) -> list[str]:
        """The unknown headers as received."""
        return [note.name or "" for note in self.notes if note.kind is NoteKind.UNKNOWN_COLUMN]


@dataclass(slots=True)
class ReadFile:
    """A file read, or the `problem` that stopped it with a short detail in Chinese.

    `kind` is the kind of file, if the feed has several (`Contract.kinds`). `detail` contains only
    headers and sheet names, never the value of a cell. `unit_code` and `declared_period`
    (`YYYY-MM`) come from the labels above the table; they are None if the feed has no labels, or
    the value is blank or not a month.
    """

    problem: Problem | None = None
    detail: str | None = None
    kind: str | None = None
    unit_code: str | None = None
    declared_period: str | None = None
    tables: list[ReadTable] = field(default_factory=list)


class CannotRead(Exception):
    """A file breaks F01, F02 or F03."""

    def __init__(self, problem: Problem, detail: str) -> None:
        super().__init__(problem, detail)  # unchanged, so that pickle can rebuild the error
        self.problem = problem
        self.detail = detail


def unreadable(detail: str) -> CannotRead:
    """F01: damaged, encrypted, not of its kind or too large."""
    return CannotRead("unreadable", detail)
