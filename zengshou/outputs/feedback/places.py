"""Finds the cells of a received sheet to which findings belong."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.contract import CELLS_JOINT, Part
from ingestion.periods import period_end
from ingestion.privacy import citizen_id
from ingestion.readers.book import Values
from ingestion.readers.cells import CellValue, header_key, is_blank, text_of
from ingestion.readers.headers import SEARCHED_ROWS, HeaderMatch, find_header
from ingestion.readers.located import Located
from zengshou.outputs.feedback.answers import Finding
from zengshou.outputs.feedback.received_copy import cells_of
from zengshou.outputs.office.safe_text import without_controls

#: The cells of a sheet by row and column, from 1.
Rows = dict[int, dict[int, Cell | MergedCell]]


def rows_of(sheet: Worksheet) -> Rows:
    """The cells that stand in the file."""
    rows: Rows = {}
    for cell in cells_of(sheet):
        rows.setdefault(cell.row or 0, {})[cell.column or 0] = cell
    return rows


def first_rows(rows: Rows) -> list[Values]:
    """The first rows as the reader sees them."""
    first = range(1, SEARCHED_ROWS + 1)
    width = max((at for row in first for at in rows.get(row, ())), default=0)
    return [
        [_shown(cells.get(at)) for at in range(1, width + 1)]
        for cells in (rows.get(row, {}) for row in first)
    ]


@dataclass(frozen=True)
class Places:
    """The columns of a part's sheet, for the findings of a period."""

    rows: Rows
    found: Located
    period: str

    def of(self, finding: Finding) -> list[int]:
        """The columns from 1 on; the first one if the finding is about no cell."""
        name = finding.column_name or ""
        names = [name] if _key(name) in self._by_header else name.split(CELLS_JOINT)
        found = (self._column(one, finding.row_in_sheet or 0) for one in names)
        return [one for one in found if one] or [1]

    def _column(self, name: str, row: int) -> int | None:
        key = _key(name)
        return self._by_header.get(key) or self._of_member(row, key)

    @cached_property
    def _top(self) -> list[Values]:
        return first_rows(self.rows)

    @cached_property
    def _match(self) -> HeaderMatch:
        return find_header(self.found.as_it_stands, self._top, self.period)

    @cached_property
    def _by_header(self) -> dict[str, int]:
        """By header: the columns of the contract, and unknown ones as received."""
        columns = self.found.as_it_stands.columns
        header = map(text_of, self._top[self._match.row - 1])
        unknown = {_key(text): at for at, text in enumerate(header, 1)}
        known = {_key(columns[name].header): at + 1 for name, at in self._match.positions.items()}
        return unknown | known

    def _of_member(self, row: int, key: str) -> int | None:
        """The ID of the row's first member who has no valid one, if members stand side by side."""
        members = self.found.members
        if members is None or key not in {_key(one.header) for one in members.columns.values()}:
            return None
        numbers = range(1, self.found.layout.side_by_side + 1)
        invalid = (at for number in numbers for at in self._invalid_ids(members, number, row))
        return next(invalid, None)

    def _invalid_ids(self, members: Part, number: int, row: int) -> Iterator[int]:
        """The columns of a member's IDs that are neither valid nor placeholders."""
        cells, ends = self.rows.get(row, {}), period_end(self.period)
        places = {
            name: at + 1
            for name in members.columns
            if (at := self._match.positions.get(f"member_{number}_{name}")) is not None
        }
        texts = {name: text_of(_shown(cells.get(at))) for name, at in places.items()}
        if all(map(is_blank, texts.values())):
            return
        for name in members.citizen_ids:
            text = texts.get(name)
            if name in places and (
                is_blank(text) or citizen_id.parse(text, ends).kind == "invalid"
            ):
                yield places[name]


def _shown(cell: Cell | MergedCell | None) -> CellValue:
    return None if cell is None or cell.value is None else str(cell.value)


def _key(header: str | None) -> str:
    """A header's key without the characters that the copy does not have."""
    return header_key(without_controls(header or "")).replace("\ufffd", "")
