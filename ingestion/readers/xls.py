"""Opens an .xls workbook (BIFF8) with xlrd, which tells errors, dates and texts apart.

The file says the result of each formula, but not whether anybody calculated it: a program that
writes formulas without calculating them leaves 0 or an empty text. A sheet has at most 65,536 rows
and 256 columns, so the limit of the packed size bounds the memory. Source: measures.md section 1,
feeds.md, F01, "Doubtful input" (Formulas, Dates).
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import xlrd
from xlrd.sheet import Sheet as XlrdSheet
from xlrd.xldate import xldate_as_datetime

from ingestion.readers.book import Book, Sheet, Values
from ingestion.readers.cells import CellValue
from ingestion.readers.model import CannotRead, unreadable

_BIFF8 = 80


class Xls(Book):
    """An .xls workbook."""

    def __init__(self, data: bytes, max_text: int) -> None:
        """Open it; raises CannotRead (F01).

        All cells together may hold at most `max_text` bytes of text, however often they share one.
        """
        with _damage_is_unreadable():
            self._book = xlrd.open_workbook(
                file_contents=data, logfile=io.StringIO(), on_demand=True, ragged_rows=True
            )
            if self._book.biff_version < _BIFF8:
                raise unreadable("文件是很旧的Excel格式，请用Excel或WPS打开后另存为.xlsx")
            self.counts_from_1904 = self._book.datemode == 1
            names = self._book.sheet_names()
            visible = self._book._sheet_visibility  # noqa: SLF001 - asking a sheet would read it
        self._room = max_text
        self.sheets = [
            Sheet(number, name, visible[number] == 0) for number, name in enumerate(names)
        ]

    def rows(self, sheet: Sheet) -> Iterator[Values]:
        """All rows of a sheet from row 1 on."""
        with _damage_is_unreadable():
            cells = self._book.sheet_by_index(sheet.number)
            for number in range(cells.nrows):
                values = self._values(cells, number)
                self._room -= sum(len(value) for value in values if type(value) is str)
                if self._room < 0:
                    raise unreadable("单元格内容过长，请删除多余内容")
                yield values
            self._book.unload_sheet(sheet.number)

    def _values(self, cells: XlrdSheet, row: int) -> Values:
        kinds, values = cells.row_types(row), cells.row_values(row)
        if not any(kind in _CONVERT for kind in kinds):
            return values  # type: ignore[no-any-return]
        mode = self._book.datemode
        return [
            _CONVERT[kind](value, mode) if kind in _CONVERT else value
            for kind, value in zip(kinds, values, strict=True)
        ]

    def may_hold(self, sheet: Sheet, headers: Sequence[set[str]]) -> bool:
        """True: only reading a sheet tells its texts."""
        return sheet in self.sheets and bool(headers)

    def close(self) -> None:
        """Free the memory of the sheets."""
        self._book.release_resources()


def _day(value: float, mode: int) -> CellValue:
    """A cell shown as a date or a time; one that no calendar has stays a number."""
    try:
        moment: datetime = xldate_as_datetime(value, mode)
    except (OverflowError, ValueError):
        return value
    if value < 1:
        return moment.time()
    return moment.date() if value == int(value) else moment


def _error(value: int, _mode: int) -> CellValue:
    return str(xlrd.error_text_from_code.get(value, "#N/A"))


def _truth(value: int, _mode: int) -> CellValue:
    return bool(value)


_CONVERT = {xlrd.XL_CELL_DATE: _day, xlrd.XL_CELL_ERROR: _error, xlrd.XL_CELL_BOOLEAN: _truth}


@contextmanager
def _damage_is_unreadable() -> Iterator[None]:
    try:
        yield
    except CannotRead:
        raise
    except xlrd.XLRDError as error:
        reason = "文件已加密，请取消密码后重报" if "encrypted" in str(error) else None
        raise unreadable(reason or "文件已损坏，无法读取工作表") from None
    except Exception:  # noqa: BLE001 - xlrd raises whatever a damaged record leads to
        raise unreadable("文件已损坏，无法读取工作表") from None
