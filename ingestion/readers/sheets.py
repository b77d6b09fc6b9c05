"""Reads a workbook: the sheets in the contract, their labels, headers and data rows.

Source: feeds.md, F01-F03, the layout of each xlsx feed; measures.md section 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from ingestion.contract import Contract, Layout, Part
from ingestion.notes import Note, NoteKind
from ingestion.readers.as_sent import Figures, figures_of, is_as_sent
from ingestion.readers.book import Book, Sheet, Values
from ingestion.readers.cells import texts_of
from ingestion.readers.headers import SEARCHED_ROWS, HeaderMatch, find_header
from ingestion.readers.kinds import kind_of
from ingestion.readers.labels import unit_and_period
from ingestion.readers.model import CannotRead, ReadFile, ReadTable, blocks_of
from ingestion.readers.table import Table, in_ten_thousands
from ingestion.readers.units import column_key, sheet_key
from ingestion.readers.xls import Xls
from ingestion.readers.xlsx import Xlsx


def open_book(data: bytes, max_unpacked: int) -> Book:
    """The workbook that the bytes are; raises CannotRead (F01). `max_unpacked` is in bytes."""
    return Xlsx(data, max_unpacked) if kind_of(data) == "xlsx" else Xls(data, max_unpacked)


def read_workbook(
    contract: Contract, data: bytes, max_unpacked: int, period: str | None = None
) -> ReadFile:
    """Read a workbook of this feed; raises CannotRead for F01-F03."""
    book = open_book(data, max_unpacked)
    try:
        return _Reading(contract, book, period).read()
    finally:
        book.close()


def find_sheet(layout: Layout, sheets: list[Sheet]) -> Sheet | None:
    """The part's sheet: the first visible one, or the first with that name."""
    if layout.sheet == "first":
        return next((sheet for sheet in sheets if sheet.is_visible), next(iter(sheets), None))
    wanted = sheet_key(layout.sheet)
    return next((sheet for sheet in sheets if sheet_key(sheet.name) == wanted), None)


@dataclass(frozen=True)
class _Reading:
    """The reading of one workbook."""

    contract: Contract
    book: Book
    period: str | None

    def read(self) -> ReadFile:
        result = ReadFile()
        for part in self.contract.parts:
            if sheet := self._sheets[part.table]:
                result.tables.append(self._read_table(part, sheet, result))
        return result

    @cached_property
    def _sheets(self) -> dict[str, Sheet | None]:
        return {part.table: self._sheet(part.layout) for part in self.contract.parts}

    def _sheet(self, layout: Layout) -> Sheet | None:
        sheet = find_sheet(layout, self.book.sheets)
        if sheet or layout.optional:
            return sheet
        missing = "文件中没有工作表" if layout.sheet == "first" else f"缺少工作表：{layout.sheet}"
        raise CannotRead("sheet_missing", missing)

    def _read_table(self, part: Part, sheet: Sheet, result: ReadFile) -> ReadTable:
        """Header and data of a sheet; its labels are stored in `result`."""
        rows = self.book.rows(sheet)
        top = list(islice(rows, max(SEARCHED_ROWS, part.layout.header_row)))
        match = find_header(part, top, self.period)
        if self.contract.labels and part.layout.label_row:
            result.unit_code, result.declared_period = unit_and_period(
                self.contract.labels,
                top[: match.row - 1],
                counts_from_1904=self.book.counts_from_1904,
            )
        if match.missing and not part.layout.optional:
            raise CannotRead("column_missing", match.what_is_missing())
        multiplied = in_ten_thousands(match, top[: match.row - 1])
        notes = match.notes(match.row)
        if multiplied.by_sheet:
            notes.append(Note(NoteKind.MULTIPLIED, match.row))
        table = Table(match, multiplied.columns, self.book.counts_from_1904)
        below: list[Note] = []
        blocks = list(blocks_of(table.read(_from(match, top, rows), below)))
        read = ReadTable(part.table, match.row, blocks, notes, match.missing)
        read.notes += self._as_sent(part, read) or below
        read.notes += self._other_sheets(part)
        return read

    def _as_sent(self, part: Part, read: ReadTable) -> list[Note]:
        """A note if the form came back as it was sent out."""
        as_sent = part.layout.as_sent
        if as_sent is None:
            return []

        def figures() -> Figures:
            hidden = (one for one in self.book.sheets if one.name == as_sent.sheet)
            return figures_of(row for sheet in hidden for row in self.book.rows(sheet))

        rows = (row for block in read.blocks for row in block.rows())
        return [Note(NoteKind.UNTOUCHED)] if is_as_sent(part, as_sent, rows, figures) else []

    def _other_sheets(self, part: Part) -> Iterator[Note]:
        """A note for each other visible sheet that has the headers of this kind of data."""
        own = list(self._sheets.values())
        others = [one for one in self.book.sheets if one.is_visible and one not in own]
        columns = [part.columns[name] for name in part.layout.same_kind] if others else []
        wanted = [{column_key(header) for header in column.headers()} for column in columns]
        for sheet in others if wanted else ():
            if not self.book.may_hold(sheet, wanted):
                continue
            for values in islice(self.book.rows(sheet), SEARCHED_ROWS):
                found = {column_key(text) for text in texts_of(values) if text}
                if all(keys & found for keys in wanted):
                    yield Note(NoteKind.OTHER_SHEET, name=sheet.name)
                    break


def _from(match: HeaderMatch, top: list[Values], rows: Iterator[Values]) -> Iterator[Values]:
    """The rows below the header: those already read, then the others."""
    yield from top[match.row :]
    yield from rows
