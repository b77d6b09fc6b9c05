"""County scores as an office workbook (the plan, part 四(三))."""

import io
from typing import Any

import sqlalchemy as sa

from zengshou.assessment.releases.content import Content
from zengshou.assessment.releases.signature import Signature
from zengshou.outputs.compared_counties import compared_counties, why_out_of_rank
from zengshou.outputs.office.sheet import NO_DATE, Book, open_workbook
from zengshou.outputs.score_workbook.coverage import comparison_sheet, coverage_sheet
from zengshou.outputs.score_workbook.evidence import evidence_sheets
from zengshou.outputs.score_workbook.focus import focus_sheet
from zengshou.outputs.score_workbook.indicators import indicator_sheets
from zengshou.outputs.score_workbook.points import points_sheet, verdict_sheet
from zengshou.outputs.score_workbook.ranking import shown_scores, summary_sheet
from zengshou.outputs.score_workbook.rules import confirmed_sheet, rules_sheet

__all__ = ["score_workbook"]


def score_workbook(
    connection: sa.Connection,
    content: Content,
    release: dict[str, Any] | None,
    signature: Signature | None = None,
) -> bytes:
    """The workbook of the content's scores; `release` is the release's row, None for a draft.

    The first sheet shows the release's signature.
    Focus households, coverage and evidence are read from the current marts.
    """
    out = io.BytesIO()
    created = release["created_at"].replace(tzinfo=None) if release else NO_DATE
    with open_workbook(out, "县(区)考核得分", created) as workbook:
        book = Book(workbook, content, release, signature)
        compared = compared_counties(connection, book.year, content.as_of_month)
        out_of_rank = why_out_of_rank(compared, is_released=release is not None)
        scores = shown_scores(book, compared, out_of_rank)
        summary_sheet(book, scores)
        verdict_sheet(book, scores)
        points_sheet(book, out_of_rank)
        indicator_sheets(connection, book, out_of_rank)
        focus_sheet(connection, book)
        coverage_sheet(connection, book)
        comparison_sheet(book, compared, out_of_rank)
        rules_sheet(book)
        confirmed_sheet(book)
        evidence_sheets(connection, book)
    return out.getvalue()
