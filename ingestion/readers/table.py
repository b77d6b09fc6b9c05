"""Reads the rows of a part's table below its header, and what must be told about them.

Source: feeds.md, layout of the xlsx feeds, "Doubtful input" (Units, Dates and months, Rows beyond
the total).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ingestion.column import CellType
from ingestion.contract import Part
from ingestion.notes import Note, NoteKind
from ingestion.readers.amounts import in_yuan
from ingestion.readers.book import Values
from ingestion.readers.cells import (
    BLANKS,
    SERIAL_DAYS,
    CellValue,
    header_key,
    is_blank,
    render,
    text_of,
    texts_of,
)
from ingestion.readers.headers import HeaderMatch
from ingestion.readers.model import ReadRow
from ingestion.readers.units import TEN_THOUSAND, refuse_other_multiples, split_unit, stated_units

TOTAL_LABELS = ("合计", "总计")
#: Closes a block of rows.
SUBTOTAL = "小计"
#: January or October: 2022.1 and 2022.10 are the same number.
_AMBIGUOUS = re.compile(r"[0-9]{4}\.1")
AS_A_NUMBER = "（数值）"
#: Days between the first days of the two calendars of spreadsheets.
_DAYS_TO_1904 = 1462
_LETTER_OR_DIGIT = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True)
class Table:
    """A part's table in a sheet."""

    match: HeaderMatch
    multiplied: frozenset[str]
    counts_from_1904: bool

    @property
    def part(self) -> Part:
        """The part that the table belongs to."""
        return self.match.part

    def read(self, rows: Iterator[Values], notes: list[Note]) -> Iterator[ReadRow]:
        """The rows below the header; a total row is the last one, subtotals stand between them.

        Adds a note for each row below the total that may be a household.
        """
        places, serial, first = self.match.places, self.match.serial, self.match.first
        convert = self._conversions()
        ends = self.part.layout.total_label is not None
        has_subtotals = self.part.layout.subtotals
        needed = [list(self.part.columns).index(name) for name in self.part.layout.filled]
        for number, values in enumerate(rows, start=self.match.row + 1):
            is_total = ends and first < len(values) and is_total_label(values[first])
            told = has_subtotals and told_as_total(values[first : first + 2])
            is_total = is_total or bool(told)
            if not is_total and _is_blank(values, serial):
                continue
            width = len(values)
            cells = [
                None if at is None or at >= width or values[at] == "" else text_of(values[at])
                for at in places
            ]
            if needed and all(is_blank(cells[at]) for at in needed):
                continue
            for at, place, function in convert:
                if place < width:
                    cells[at] = function(values[place], cells[at])
            yield ReadRow(number, is_total, cells, is_subtotal=told == SUBTOTAL)
            if is_total and ends:
                notes += self._below_total(number + 1, rows)
                return

    def _conversions(
        self,
    ) -> list[tuple[int, int, Callable[[CellValue, str | None], str | None]]]:
        """Columns whose cells are not just their text: column, position, and the reading."""
        dates = self.part.columns_of(CellType.MONTH, CellType.DATE, CellType.END_DATE)
        found = []
        for at, name in enumerate(self.part.columns):
            if (place := self.match.positions.get(name)) is None:
                continue
            if name in self.multiplied:
                found.append((at, place, lambda _, text: in_yuan(text)))
            elif name in dates:
                found.append((at, place, self._date))
        return found

    def _date(self, value: CellValue, text: str | None) -> str | None:
        return date_text(value, text, counts_from_1904=self.counts_from_1904)

    def _below_total(self, number: int, rows: Iterator[Values]) -> Iterator[Note]:
        """Rows whose household number is filled; signatures have no letter or digit there."""
        context = self.part.judged_against
        place = self.match.positions.get((context and context.household) or "")
        if place is None:
            return
        for row_number, values in enumerate(rows, start=number):
            code = text_of(values[place]) if place < len(values) else None
            if code and _LETTER_OR_DIGIT.search(header_key(code)):
                yield Note(NoteKind.BELOW_TOTAL, row_number, value=code)


def date_text(value: CellValue, text: str | None, *, counts_from_1904: bool) -> str | None:
    """The text of a cell in which a month or a date is expected.

    A number such as 2022.1 cannot be told from 2022.10: it gets a text that nothing reads. A bare
    serial number is counted from 1900, as in most workbooks.
    """
    if not isinstance(value, float | int) or isinstance(value, bool):
        return text
    if text and _AMBIGUOUS.fullmatch(text):
        return f"{text}{AS_A_NUMBER}"
    if counts_from_1904 and int(value) + _DAYS_TO_1904 in SERIAL_DAYS:
        return render(value + _DAYS_TO_1904)
    return text


def is_total_label(value: CellValue) -> bool:
    """True for 合计 and 总计, with blanks in it or a colon behind it."""
    return type(value) is str and header_key(value).rstrip(":：") in TOTAL_LABELS


def told_as_total(values: Values) -> str | None:
    """小计, 合计 or 总计, if one of the cells contains it."""
    for value in values:
        key = header_key(value) if type(value) is str else ""
        for label in (SUBTOTAL, *TOTAL_LABELS):
            if label in key:
                return label
    return None


def _is_blank(values: Values, serial: int | None) -> bool:
    """True for a row whose cells are all blank, apart from a running number."""
    for position, value in enumerate(values):
        if value is None or value == "" or position == serial:
            continue
        if type(value) is not str or value.strip(BLANKS):
            return False
    return True


class InTenThousands(NamedTuple):
    """The columns in 万元: by their own or their group's header, or by the sheet's unit."""

    by_header: frozenset[str] = frozenset()
    by_sheet: frozenset[str] = frozenset()

    @property
    def columns(self) -> frozenset[str]:
        """All of them."""
        return self.by_header | self.by_sheet


def in_ten_thousands(match: HeaderMatch, above: Iterable[Values]) -> InTenThousands:
    """The columns whose cells are in 万元; `above` are the rows above the header.

    The unit of the column's header counts, else that of its group's, else the one stated above the
    table. Raises CannotRead (F03) for another multiple of the yuan.
    """
    columns = match.part.columns
    amounts = [one for one in match.part.columns_of(CellType.MONEY) if columns[one].is_yuan]
    units = {name: match.unit_of(name) for name in amounts}
    if not units:
        return InTenThousands()
    groups = {split_unit(column.group)[0] for column in match.part.columns.values() if column.group}
    stated = {
        unit
        for row in above
        if [value for value in row if type(value) is str and "位" in value]
        for unit in stated_units(
            [cell for cell in texts_of(row) if split_unit(cell)[0] not in groups]
        )
    }
    refuse_other_multiples([*sorted(stated), *units.values()])
    present = {name: unit for name, unit in units.items() if name in match.positions}
    return InTenThousands(
        frozenset(name for name, unit in present.items() if unit == TEN_THOUSAND),
        frozenset(name for name, unit in present.items() if not unit and TEN_THOUSAND in stated),
    )
