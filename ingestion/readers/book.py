"""A workbook of any kind as its reader sees it: sheets by name, and their cells row by row.

Source: measures.md section 1 (.xlsx or .xls), feeds.md, "Doubtful input" (Formulas).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingestion.readers.cells import CellValue

#: Cells of a row from column A on; an empty cell is an empty text or None.
Values = list[CellValue]


class Sheet(NamedTuple):
    """A worksheet; `number` is its place among all sheets of the workbook."""

    number: int
    name: str
    is_visible: bool


class Book(ABC):
    """An open workbook: its worksheets only, other sheets (charts) are passed over.

    `counts_from_1904`: day 0 of its dates is 1 January 1904, not 30 December 1899.
    """

    sheets: list[Sheet]
    counts_from_1904: bool

    @abstractmethod
    def rows(self, sheet: Sheet) -> Iterator[Values]:
        """All rows of a sheet from row 1 on.

        A cell with an error, or with a formula without a result, is its text. Raises CannotRead if
        the sheet is damaged.
        """

    @abstractmethod
    def may_hold(self, sheet: Sheet, headers: Sequence[set[str]]) -> bool:
        """False if the sheet certainly lacks a header of one of the sets: it need not be read."""

    @abstractmethod
    def close(self) -> None:
        """Free what the workbook holds."""
