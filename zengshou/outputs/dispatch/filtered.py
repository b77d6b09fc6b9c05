"""A sheet that consists of one filterable table."""

from collections.abc import Sequence

from zengshou.assessment.releases.content import Rows
from zengshou.outputs.office.sheet import FIRST_ROW, HEADING_ROW, Column, OfficeBook


def filtered(
    book: OfficeBook, name: str, title: str, columns: Sequence[Column], found: Rows, note: str
) -> None:
    """A table with filters on its headings; an empty table contains a note."""
    sheet = book.sheet(name, title, columns, note)
    end = book.table(sheet, columns, found)
    if found:
        sheet.autofilter(HEADING_ROW, 0, end - 1, len(columns) - 1)
    else:
        sheet.write_string(FIRST_ROW, 0, "（无）", book.style("plain"))
