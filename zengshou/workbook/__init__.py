"""County scores as a workbook fit for an office (the plan, part 四(三))."""

import io
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import xlsxwriter

from zengshou.releases.content import Content
from zengshou.workbook.coverage import coverage_sheet
from zengshou.workbook.evidence import evidence_sheets
from zengshou.workbook.focus import focus_sheet
from zengshou.workbook.indicators import indicator_sheets
from zengshou.workbook.rules import rules_sheet
from zengshou.workbook.sheet import Book
from zengshou.workbook.summary import summary_sheet

#: Of a workbook that is no release: equal figures then give equal bytes.
NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 a file's own clock has no zone

__all__ = ["score_workbook"]


def score_workbook(
    connection: sa.Connection, content: Content, release: dict[str, Any] | None
) -> bytes:
    """The workbook of the content's scores; `release` is the release's row, None for a draft.

    Focus households, coverage and evidence are read from the marts as they stand.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as workbook:
        created = release["created_at"].replace(tzinfo=None) if release else NO_DATE
        workbook.set_properties({"title": "县(区)考核得分", "author": "", "created": created})
        book = Book(workbook, content, release)
        summary_sheet(book)
        indicator_sheets(connection, book)
        focus_sheet(connection, book)
        coverage_sheet(connection, book)
        rules_sheet(book)
        evidence_sheets(connection, book)
    return out.getvalue()
