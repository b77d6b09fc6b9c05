"""Workbooks as Excel 97 wrote them (.xls, BIFF8), for tests and the demo.

The writer xlwt is nobody's care any more: it is a tool of the development environment only. Where
it is not installed, the city's old workbooks are written as .xlsx.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime, time

from zengshou.demo.city.writers import Sheet

try:
    import xlwt
except ImportError:
    xlwt = None


def can_write() -> bool:
    """True if the writer of .xls is installed."""
    return xlwt is not None


def old_book(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an .xls file, the same bytes for the same cells."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for sheet in sheets:
        target = book.add_sheet(sheet.name, cell_overwrite_ok=True)
        for number, row in enumerate(sheet.rows):
            for column, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, date):
                    target.write(number, column, datetime.combine(value, time.min), day)
                else:
                    target.write(number, column, value)
        for number, first, last in sheet.merges:
            target.merge(number, number, first, last)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
