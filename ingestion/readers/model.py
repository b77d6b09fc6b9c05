"""What reading a file gives: its tables as text, or why it cannot be read."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

#: Cells of a table at most, empty ones counted: all 1,048,576 rows of a sheet, 40 columns wide.
#: It bounds the memory that reading takes (docs/operations.md, "Memory of the reading").
MAX_CELLS = 1_048_576 * 40

#: F01, F02 and F03 of feeds.md.
Problem = Literal["unreadable", "sheet_missing", "column_missing"]


class ReadRow(NamedTuple):
    """A data row: its number as a person counts it in the sheet, its cells as received.

    `cells` follow the order of the part's columns; None is an empty cell.
    """

    row_number: int
    is_total: bool
    cells: list[str | None]


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
    rows: list[ReadRow]
    missing_columns: list[str] = field(default_factory=list)


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
        super().__init__(detail)
        self.problem = problem
        self.detail = detail


def unreadable(detail: str) -> CannotRead:
    """F01: damaged, encrypted, not of its kind or too large."""
    return CannotRead("unreadable", detail)
