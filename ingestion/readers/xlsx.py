"""Opens an .xlsx workbook with calamine, once its parts and cells have been checked.

Source: feeds.md, F01, "Doubtful input" (Formulas).
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from python_calamine import CalamineError, CalamineWorkbook

from ingestion.readers.book import Book, Sheet, Values
from ingestion.readers.model import unreadable
from ingestion.readers.package import Package, open_package
from ingestion.readers.sheet_cells import ErrorCells
from ingestion.readers.usual_names import with_usual_names
from ingestion.readers.workbook import CheckedWorkbook

#: Errors of calamine for a workbook that it cannot read, or a value that it cannot hold.
_DAMAGE = (CalamineError, OSError, OverflowError, ValueError)


class Xlsx(Book):
    """An .xlsx workbook."""

    def __init__(self, data: bytes, max_unpacked: int) -> None:
        """Open it; raises CannotRead (F01). `max_unpacked` is in bytes."""
        package = open_package(data, max_unpacked)
        self._checked = CheckedWorkbook(package, max_unpacked)
        with _damage_is_unreadable():
            stream = io.BytesIO(with_usual_names(package))
            self._workbook = CalamineWorkbook.from_filelike(stream)
            known = len(self._workbook.sheets_metadata) == len(package.sheets)
        if not known:
            raise unreadable("文件已损坏，无法读取工作表")
        self._package: Package = package
        self.counts_from_1904 = package.counts_from_1904
        self.sheets = [
            Sheet(number, sheet.name, sheet.is_visible)
            for number, sheet in enumerate(package.sheets)
            if sheet.is_worksheet
        ]

    def rows(self, sheet: Sheet) -> Iterator[Values]:
        """All rows of a sheet from row 1 on."""
        path = self._package.sheets[sheet.number].path
        if not path:
            raise unreadable(f"文件已损坏，找不到工作表：{sheet.name}")
        errors = self._checked.error_cells(path)
        with _damage_is_unreadable():
            cells = self._workbook.get_sheet_by_index(sheet.number)
            left: Values = [""] * (cells.start[1] if cells.start else 0)
            for number, values in enumerate(cells.iter_rows()):
                row: Values = left + values if left else values  # type: ignore[operator, assignment]
                yield _with_errors(row, number, errors) if errors else row

    def may_hold(self, sheet: Sheet, headers: Sequence[set[str]]) -> bool:
        """False if the sheet certainly lacks a header of one of the sets: it need not be read."""
        return self._checked.may_hold(self._package.sheets[sheet.number].path, headers)

    def close(self) -> None:
        """Free the memory of the sheets."""
        self._workbook.close()


def _with_errors(values: Values, number: int, errors: ErrorCells) -> Values:
    return [errors.get((number, place), value) for place, value in enumerate(values)]


@contextmanager
def _damage_is_unreadable() -> Iterator[None]:
    """Turn each error of calamine into the problem "unreadable".

    calamine's Rust code may also panic; pyo3 raises a panic as BaseException on purpose.
    """
    try:
        yield
    except BaseException as error:
        if isinstance(error, _DAMAGE) or type(error).__name__ == "PanicException":
            raise unreadable("文件已损坏，无法读取工作表") from None
        raise
