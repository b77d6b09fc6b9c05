"""申诉说明: one page per county on its score, for an office that signs or contests it (docx).

It holds target and growth, the arithmetic of the score, what each indicator cost, and the rows that
cost most, each to the cell.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import docx
import sqlalchemy as sa
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zengshou import words
from zengshou.assessment.reasons import Points, Reasons
from zengshou.assessment.releases.content import Content, Rows
from zengshou.assessment.rounding import rounded
from zengshou.outputs.compared_counties import compared_counties, why_out_of_rank
from zengshou.outputs.evidence.cells import Cells
from zengshou.outputs.evidence.costs import costly_rows
from zengshou.outputs.office.reproducible import stable_document

WORST = 20
MARGIN, WIDTH = 14, 182
BODY, HEADING, LATIN = "仿宋", "黑体", "Times New Roman"
TEXT, TABLE = Pt(10), Pt(7)
INDICATORS = (("指标", 34), ("满分", 12), ("得分", 12), ("失分", 12), ("原因", 112))
ROWS = (
    *(("失分", 11), ("指标", 22), ("村", 17), ("户编号", 26), ("情况", 40)),
    *(("文件", 31), ("工作表", 14), ("行", 9), ("列", 12)),
)
NOTE = (
    "“失分”按各指标失分在所涉对象间分摊，供核对先后参考。列为所据单元格的列号；“—”表示没有对应的行，"
    "如未报、未核实。对数据有异议的，请在更正原表后重新报送；对规则有异议的，请注明条款。"
)


def appeal_statement(
    connection: sa.Connection, content: Content, county: str, release: dict[str, Any] | None
) -> bytes:
    """The statement of a county (6 digits) as a docx file; equal figures give equal bytes.

    `release`: the release's row, None for a draft. Rows are those of the current marts.
    """
    score = next(row for row in content.scores if row["county_code"] == county)
    compared = compared_counties(connection, score["assessment_year"], content.as_of_month)
    out_of_rank = why_out_of_rank(compared, is_released=release is not None)
    reasons = Reasons(content, out_of_rank)
    found = reasons.points(county)
    rows = costly_rows(connection, content, county)[:WORST]
    document = _empty()
    year, name = score["assessment_year"], score["county_name"]
    _paragraph(
        document, f"{name}{year}年度增收考核得分申诉说明", Pt(15), centred=True, font=HEADING
    )
    _paragraph(document, _standing(content, release), Pt(9), centred=True)
    for line in _sentences(score, reasons, out_of_rank.get(county)):
        _paragraph(document, line, TEXT)
    lost = [one for one in found if one.lost]
    if lost:
        _paragraph(document, "一、各指标失分", TEXT, font=HEADING)
        _table(document, INDICATORS, [_of_indicator(one) for one in lost])
    _paragraph(document, _without_loss(found), Pt(9))
    if rows:
        title = f"二、失分最多的 {len(rows)} 行"
        _paragraph(document, title, TEXT, font=HEADING)
        cells = Cells()
        _table(document, ROWS, [_of_row(row, cells) for row in rows])
        _paragraph(document, NOTE, Pt(8))
    _paragraph(
        document, "申诉单位（盖章）：　　　　　　　　　　负责人：　　　　　　　　日期：", TEXT
    )
    return stable_document(document, f"{name}{year}年度申诉说明", datetime(year, 12, 31))  # noqa: DTZ001 docx times have no zone


def _sentences(score: dict[str, Any], reasons: Reasons, why_out: str | None) -> list[str]:
    code = score["county_code"]
    said = [f"目标：{reasons.against_target(code)}。", f"得分：{reasons.total(code)}。"]
    if why_out:
        return [*said, f"等次和处理：数据不可比，得分为暂定，不列名次。{why_out}。"]
    treatment = f"处理意见：{score['treatment'] or '无'}（{reasons.treatment(code)}）。"
    return [*said, f"等次：{score['grade']}（{reasons.grade(code)}）。{treatment}"]


def _standing(content: Content, release: dict[str, Any] | None) -> str:
    month = content.as_of_month
    as_of = f"数据截至{month.year}年{month.month}月"
    if release is None:
        return f"{as_of}　{words.name('release_status', 'draft')}，未发布"
    released = words.name("release_status", "released")
    return (
        f"{as_of}　{released}，第 {release['release_number']} 版，批准人 {release['approved_by']}"
    )


def _without_loss(found: list[Points]) -> str:
    full = [one.name for one in found if one.lost == 0]
    out = [one.name for one in found if one.lost is None]
    parts = [
        f"得满分的指标：{'、'.join(full)}" if full else "",
        f"不适用：{'、'.join(out)}" if out else "",
    ]
    return "；".join(filter(None, parts)) + "。"


def _of_indicator(one: Points) -> list[str]:
    figures = (one.max_points, one.points, one.lost)
    return [one.name, *(str(rounded(Decimal(value or 0))) for value in figures), one.why]


def _of_row(row: dict[str, Any], cells: Cells) -> list[str]:
    points: Points = row["indicator"]
    cell = cells.of(points.code, row)
    values = (
        *(str(rounded(row["cost"])), points.name, row["village_name"], row["household_id"]),
        *(f"{row['what']}（{row['period']}）", row["file_name"], cell.sheet, row["row_number"]),
        cell.letters,
    )
    return ["—" if value is None else str(value) for value in values]


def _empty() -> Any:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(12)
    return document


def _paragraph(
    document: Any, text: str, size: Pt, *, centred: bool = False, font: str = BODY
) -> None:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(0), Pt(2)
    form.line_spacing = 1.0
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, size, font)


def _run(paragraph: Any, text: str, size: Pt, font: str = BODY, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name, run.bold = size, LATIN, bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 no public API for the East Asian font


def _table(document: Any, columns: Sequence[tuple[str, int]], rows: Rows | list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=len(columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, (_, width) in zip(table.columns, columns, strict=True):
        column.width = Mm(width)
    for place, values in enumerate([[name for name, _ in columns], *rows]):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 no public API
        for cell, value, (_, width) in zip(row.cells, values, columns, strict=True):
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.line_spacing = 1.0
            _run(paragraph, value, TABLE, bold=place == 0)
