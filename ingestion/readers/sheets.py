"""Reads a workbook: the sheets in the contract, their labels, headers and data rows.

Source: feeds.md, F01-F03, the layout of each xlsx feed; measures.md section 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

from ingestion.contract import Contract, Part
from ingestion.notes import Note, NoteKind
from ingestion.readers.as_sent import Figures, figures_of, is_as_sent, taken_over
from ingestion.readers.book import Book, Sheet, Values
from ingestion.readers.cells import texts_of
from ingestion.readers.headers import SEARCHED_ROWS, HeaderMatch, find_header
from ingestion.readers.kinds import kind_of
from ingestion.readers.labels import unit_and_period
from ingestion.readers.located import Located, kind_of_file, locate
from ingestion.readers.members import take_apart
from ingestion.readers.model import CannotRead, ReadFile, ReadTable, RowBlock, blocks_of
from ingestion.readers.several_sheets import joined, numbered
from ingestion.readers.table import Table, in_ten_thousands
from ingestion.readers.units import column_key
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


@dataclass(frozen=True)
class _Reading:
    """The reading of one workbook."""

    contract: Contract
    book: Book
    period: str | None

    def read(self) -> ReadFile:
        result = ReadFile()
        for found in self._located:
            tables = self._read_table(found, result)
            if found.layout.is_in_every_sheet:
                tables = [numbered(table, found.sheet) for table in tables]
            result.tables += tables
        result.tables = joined(result.tables)
        return result

    @cached_property
    def _located(self) -> list[Located]:
        return locate(self.contract, self.book.sheets, lambda sheet: self._opened(sheet)[0])

    @cached_property
    def _stated_units(self) -> set[str | None]:
        """What the sheets state: sheets of different units make no file of one."""
        return set()

    @cached_property
    def _sheets(self) -> dict[Sheet, tuple[list[Values], Iterator[Values]]]:
        return {}

    def _opened(self, sheet: Sheet) -> tuple[list[Values], Iterator[Values]]:
        """The first rows of a sheet, and the rows behind them."""
        if sheet not in self._sheets:
            rows = self.book.rows(sheet)
            self._sheets[sheet] = list(islice(rows, SEARCHED_ROWS)), rows
        return self._sheets[sheet]

    def _read_table(self, found: Located, result: ReadFile) -> list[ReadTable]:
        """Header and data of a sheet; its labels and its kind are stored in `result`."""
        part = found.as_it_stands
        top, rows = self._opened(found.sheet)
        match = find_header(part, top, self.period)
        above = top[: match.row - 1]
        if self.contract.labels and part.layout.label_row:
            unit, result.declared_period = unit_and_period(
                self.contract.labels, above, counts_from_1904=self.book.counts_from_1904
            )
            self._stated_units.add(unit)
            result.unit_code = unit if len(self._stated_units) == 1 else None
        if match.missing and not part.layout.optional:
            raise CannotRead("column_missing", match.what_is_missing())
        if self.contract.kinds:
            result.kind = kind_of_file(part, above) or part.table
        multiplied = in_ten_thousands(match, above)
        notes = match.notes(match.row)
        if multiplied.by_sheet:
            notes.append(Note(NoteKind.MULTIPLIED, match.row))
        table = Table(match, multiplied.columns, self.book.counts_from_1904)
        below: list[Note] = []
        blocks = list(blocks_of(table.read(_from(match, top, rows), below)))
        own, members = _taken_apart(found, blocks)
        read = ReadTable(part.table, match.row, own, notes, match.missing)
        as_sent = self._as_sent(found.part, read)
        is_untouched = Note(NoteKind.UNTOUCHED) in as_sent
        read.notes += as_sent if is_untouched else [*as_sent, *below]
        read.notes += self._other_sheets(found.part)
        if not found.members:
            return [read]
        return [read, ReadTable(found.members.table, match.row, members)]

    def _as_sent(self, part: Part, read: ReadTable) -> list[Note]:
        """A note if the form came back as it was sent out, else one for each cell taken over."""
        as_sent = part.layout.as_sent
        if as_sent is None:
            return []

        @cache
        def figures() -> Figures:
            hidden = (one for one in self.book.sheets if one.name == as_sent.sheet)
            return figures_of(row for sheet in hidden for row in self.book.rows(sheet))

        rows = (row for block in read.blocks for row in block.rows())
        if is_as_sent(part, as_sent, rows, figures):
            return [Note(NoteKind.UNTOUCHED)]
        if not figures():
            return []
        return list(taken_over(part, read.rows, figures()))

    def _other_sheets(self, part: Part) -> Iterator[Note]:
        """A note for each other visible sheet that has the headers of this kind of data."""
        own = [found.sheet for found in self._located]
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


def _taken_apart(found: Located, blocks: list[RowBlock]) -> tuple[list[RowBlock], list[RowBlock]]:
    """The blocks of the part, and those of the members that its rows list."""
    if not found.members:
        return blocks, []
    pairs = [take_apart(one, found.part, found.members, found.layout) for one in blocks]
    return [own for own, _ in pairs], [members for _, members in pairs if members.row_numbers]


def _from(match: HeaderMatch, top: list[Values], rows: Iterator[Values]) -> Iterator[Values]:
    """The rows below the header: those already read, then the others."""
    yield from top[match.row :]
    yield from rows
