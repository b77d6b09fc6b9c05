"""One sheet of the workbook template: heading, table and total row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ingestion.column import CellType, Column
from ingestion.contract import Part
from ingestion.layout import Labels
from ingestion.render.template_checks import Checks
from ingestion.render.template_styles import Styles

Cell = str | int | Decimal | date


@dataclass(frozen=True)
class Entry:
    """A cell with a note; `is_prefilled`: a figure from another source, to be confirmed."""

    value: Cell | None = None
    note: str | None = None
    is_prefilled: bool = False


Row = Mapping[str, Cell | Entry]

BLANK_ROWS = 30
LAST_ROW = 1_048_575
A3, A4 = 8, 9
MOST_CHARACTERS_ON_A4 = 160
SERIAL = "serial_number"
SIGNATURES = "负责人签字：　　　　　　　　　　填报人签字："
WIDTHS = {
    CellType.TEXT: 12,
    CellType.CODE: 16,
    CellType.CITIZEN_ID: 20,
    CellType.NAME: 9,
    CellType.PHONE: 14,
    CellType.MONEY: 9,
    CellType.INTEGER: 8,
    CellType.MONTH: 10,
    CellType.DATE: 12,
    CellType.END_DATE: 12,
    CellType.DAYS: 8,
    CellType.SHARE: 8,
    CellType.YEAR: 8,
    CellType.CERTIFICATE: 22,
}
SERIAL_WIDTH = 6
ROW_HEIGHT = 18
NOTE = {"author": "增收", "font_name": "宋体", "font_size": 9, "width": 190, "height": 76}
ALLOWED_WHILE_LOCKED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
}


@dataclass(frozen=True)
class Heading:
    """The heading above the table: the title, the unit and the period of the form."""

    title: str
    labels: Labels | None
    unit_code: str | None
    period: str | None

    def pairs(self) -> Iterator[tuple[str, str | None]]:
        """Labels and their values; the sender fills in None."""
        if self.labels:
            yield self.labels.unit, self.unit_code
            if self.labels.division:
                yield self.labels.division, None
            if self.labels.period:
                yield self.labels.period, self.period
            yield from ((label, None) for label in self.labels.others)


class SheetWriter:
    """Writes the sheet of one part. Rows and columns count from 0 here."""

    def __init__(
        self,
        workbook: Workbook,
        part: Part,
        styles: Styles,
        checks: Checks,
        *,
        is_follow_up: bool = False,
    ) -> None:
        """Add the part's sheet to the workbook.

        `is_follow_up`: its rows ask for answers, so what they are about is shown and locked.
        """
        self.part = part
        self.styles = styles
        self.checks = checks
        self.layout = part.layout
        self.locked = _asked(part) if is_follow_up else set()
        self.columns = _columns(part, self.locked)
        self.header_row = part.layout.header_row - 1
        self.last_column = len(self.columns) - 1
        named = part.layout.sheet not in (None, "first", "every")
        self.sheet: Worksheet = workbook.add_worksheet(part.layout.sheet if named else part.title)

    def write(self, heading: Heading, rows: Sequence[Row]) -> None:
        """Write the whole sheet: fill in `rows` and leave the rest to the sender."""
        self.sheet.set_default_row(ROW_HEIGHT)
        self._columns()
        if self.header_row > 0:
            self._above_the_table(heading)
        self._headers()
        last_row = self._rows(rows)
        self._checks(last_row)
        self._page()

    def _columns(self) -> None:
        for position, (name, column) in enumerate(self.columns):
            style = self.styles.spare[column.type]
            shown = self.part.shown.get(name)
            width = shown.width if shown else _width(name, column)
            self.sheet.set_column(position, position, width, style)

    def _above_the_table(self, heading: Heading) -> None:
        for row in range(self.header_row):
            self.sheet.set_row(row, ROW_HEIGHT, self.styles.plain)
        # over the columns that stand on every page, so that no page cuts the title
        over = self._fixed - 1 if self._fixed > 1 else self.last_column
        self.sheet.merge_range(0, 0, 0, over, heading.title, self.styles.title)
        self.sheet.set_row(0, 30)
        if self.layout.label_row is not None:
            self._labels(self.layout.label_row - 1, heading)
        if any(column.group for _, column in self.columns):
            self._groups(self.header_row - 1)

    def _labels(self, row: int, heading: Heading) -> None:
        for number, (label, value) in enumerate(heading.pairs()):
            self.sheet.write_string(row, 2 * number, label, self.styles.label)
            if value is None:
                self.sheet.write_blank(row, 2 * number + 1, None, self.styles.label_entry)
            else:
                self.sheet.write_string(row, 2 * number + 1, value, self.styles.label_value)

    def _groups(self, row: int) -> None:
        start = 0
        for group, members in groupby(column.group for _, column in self.columns):
            end = start + len(list(members)) - 1
            if group and end > start:
                self.sheet.merge_range(row, start, row, end, group, self.styles.header)
            elif group:
                self.sheet.write_string(row, start, group, self.styles.header)
            start = end + 1

    def _headers(self) -> None:
        self.sheet.set_row(self.header_row, 42)
        for position, (_, column) in enumerate(self.columns):
            self.sheet.write_string(self.header_row, position, column.header, self.styles.header)

    def _rows(self, rows: Sequence[Row]) -> int:
        """Write the filled rows (blank rows if there are none) and the total row below them.

        Returns the last row that the sender may fill in.
        """
        first, filled = self.header_row + 1, rows or [{}] * BLANK_ROWS
        self._fill(first, filled)
        if not self.layout.total_label:
            return LAST_ROW
        self._total(first, first + len(filled), filled)
        return first + len(filled) - 1

    def _fill(self, first: int, rows: Sequence[Row]) -> None:
        for number, row in enumerate(rows):
            for position, (name, column) in enumerate(self.columns):
                entry = as_entry(row.get(name, number + 1 if name == SERIAL else None))
                self._cell(first + number, position, entry.value, self._style(name, column, entry))
                if entry.note:
                    self.sheet.write_comment(first + number, position, entry.note, NOTE)

    def _style(self, name: str, column: Column, entry: Entry) -> Format:
        if name in self.locked:
            return self.styles.shown[column.type]
        styles = self.styles.prefilled if entry.is_prefilled else self.styles.entry
        return styles[column.type]

    def _cell(self, row: int, position: int, value: Cell | None, style: Format) -> None:
        if value is None:
            self.sheet.write_blank(row, position, None, style)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, position, datetime.combine(value, time()), style)
        elif isinstance(value, str):
            self.sheet.write_string(row, position, value, style)
        else:
            self.sheet.write_number(row, position, float(value), style)

    def _total(self, first: int, row: int, rows: Sequence[Row]) -> None:
        """The total row; its sums always end at the row above it, even after rows are inserted."""
        for position, (name, column) in enumerate(self.columns):
            if column.type is CellType.MONEY:
                letter = xl_col_to_name(position)
                formula = f"=SUM({letter}{first + 1}:INDEX({letter}:{letter},ROW()-1))"
                total = sum(Decimal(str(as_entry(it.get(name)).value or 0)) for it in rows)
                self.sheet.write_formula(row, position, formula, self.styles.total_money, total)
            else:
                self.sheet.write_blank(row, position, None, self.styles.total)
        self.sheet.write_string(row, 0, self.layout.total_label or "", self.styles.total)
        self.sheet.write_string(row + 2, 0, SIGNATURES, self.styles.label_entry)

    def _checks(self, last_row: int) -> None:
        """Drop-downs and checks, also on the total row, so that rows inserted above it get them."""
        end = min(last_row + 1, LAST_ROW)
        for position, (name, _) in enumerate(self.columns):
            if name in self.part.shown:
                continue
            if validation := self.checks.of(name, self.part):
                self.sheet.data_validation(self.header_row + 1, position, end, position, validation)

    @property
    def _fixed(self) -> int:
        """The number of columns before the first group: those that name the household."""
        return next((i for i, (_, column) in enumerate(self.columns) if column.group), 0)

    def _page(self) -> None:
        fixed = self._fixed
        self.sheet.freeze_panes(self.header_row + 1, fixed)
        self.sheet.protect("", ALLOWED_WHILE_LOCKED)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(self._pages_wide(fixed), 0)
        if fixed:
            self.sheet.repeat_columns(0, fixed - 1)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.repeat_rows(0, self.header_row)
        self.sheet.set_footer("&L&A&C第 &P 页，共 &N 页&R打印日期：&D")

    def _pages_wide(self, fixed: int) -> int:
        """How many pages beside each other let the letters stay readable.

        The first `fixed` columns, those of the household, stand on each of them.
        """
        widths = [_width(name, column) for name, column in self.columns]
        repeated = sum(widths[:fixed])
        return max(1, -(-(sum(widths) - repeated) // (MOST_CHARACTERS_ON_A4 - repeated)))


def _asked(part: Part) -> set[str]:
    """The columns that say what a row is about: those of its key that no date tells, and shown."""
    key = {name for name in part.key if part.columns[name].type is not CellType.DATE}
    return key | set(part.shown)


def _columns(part: Part, locked: set[str]) -> list[tuple[str, Column]]:
    """The columns of the sheet: locked ones first."""
    shown = {name: Column(header=one.header) for name, one in part.shown.items() if name in locked}
    first = {name: column for name, column in part.columns.items() if name in locked}
    return list({**first, **shown, **part.columns}.items())


def as_entry(value: Cell | Entry | None) -> Entry:
    """A plain value as an entry without a note."""
    return value if isinstance(value, Entry) else Entry(value)


def _width(name: str, column: Column) -> int:
    return SERIAL_WIDTH if name == SERIAL else WIDTHS[column.type]
