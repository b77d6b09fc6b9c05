"""Turns blocks into a Word document in the form of an official report."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from zengshou.outputs.office.reproducible import stable_document
from zengshou.outputs.quarterly_report import styles
from zengshou.outputs.quarterly_report.blocks import (
    Block,
    Chart,
    Heading,
    Paragraph,
    Table,
    ToFill,
)
from zengshou.outputs.quarterly_report.chart import add_chart

BESIDE_FIGURES = re.compile(r"(?<=[^\x00-\x7f]) (?=[\d-])|(?<=[\d%]) (?=[^\x00-\x7f])")
TABLE_WIDTH, PADDING = 156, 4
#: Digits that the width of the page holds at the usual size; a wider table has a smaller font.
DIGITS_ABREAST, SMALLER = 72, Pt(9)
ROWS_KEPT_TOGETHER = 12
#: Stands in the places that the tables cannot fill.
TO_FILL = "【请填写】"


def as_document(
    title: tuple[str, str],
    recipient: str,
    opening: str,
    blocks: Sequence[Block],
    sender: str,
    signed: date,
    note: str,
) -> bytes:
    """The report: title in two lines, 主送机关, opening, body, 落款 with its date, note below."""
    document = docx.Document()
    styles.prepare(document)
    document.add_paragraph("\n".join(title), style="Title")
    document.add_paragraph()
    document.add_paragraph(f"{recipient}：", style=styles.ADDRESSED)
    document.add_paragraph(closed_up(opening))
    charts = 0
    for block in blocks:
        if isinstance(block, Chart):
            charts += 1
        _add(document, block, charts)
    document.add_paragraph()
    for line in (sender, f"{signed.year}年{signed.month}月{signed.day}日"):
        paragraph = document.add_paragraph(line, style=styles.SIGNATURE)
        paragraph.paragraph_format.keep_together = True
    document.add_paragraph()
    document.add_paragraph(note, style=styles.NOTE)
    moment = datetime.combine(signed, time())
    return stable_document(document, "".join(title), moment)


def _add(document: Document, block: Block, chart_number: int) -> None:
    match block:
        case Heading(level=level, text=text):
            document.add_heading(text, level)
        case Paragraph(text=text):
            document.add_paragraph(closed_up(text))
        case ToFill(title=title):
            paragraph = document.add_paragraph(f"{title}：")
            paragraph.add_run(TO_FILL).font.highlight_color = WD_COLOR_INDEX.YELLOW
        case Table():
            document.add_paragraph(block.caption, style=styles.CAPTION)
            _table(document, block)
        case Chart():
            paragraph = document.add_paragraph(style=styles.CAPTION)
            paragraph.paragraph_format.line_spacing_rule = None
            paragraph.paragraph_format.line_spacing = 1.0
            paragraph.paragraph_format.space_before = Pt(8)
            run = OxmlElement("w:r")
            run.append(add_chart(document, block, chart_number))
            styles.append(paragraph, run)
            below = document.add_paragraph(block.caption, style=styles.CAPTION)
            below.paragraph_format.keep_with_next = False


def _table(document: Document, block: Table) -> None:
    table = document.add_table(rows=1, cols=len(block.headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    columns = [*zip(block.headings, *block.rows, strict=True)]
    widest = [max(_width(text) for text in column) + PADDING for column in columns]
    size = None
    if sum(widest) > DIGITS_ABREAST:
        size = SMALLER
        widest = [_width_under_folded_heading(column) + PADDING for column in columns]
    _fill(table.rows[0], block.headings, heading=True, size=size)
    for values in block.rows:
        _fill(table.add_row(), values, heading=False, size=size)
    for column, width in zip(table.columns, widest, strict=True):
        column.width = Mm(TABLE_WIDTH * width / sum(widest))
        for cell in column.cells:
            cell.width = column.width
    if len(block.rows) <= ROWS_KEPT_TOGETHER:
        for row in table.rows[:-1]:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def closed_up(text: str) -> str:
    """The text without blanks around figures, as in official documents."""
    return BESIDE_FIGURES.sub("", text)


def _width_under_folded_heading(column: Sequence[str]) -> int:
    """Width of the widest cell, where the heading may take two lines."""
    heading, *cells = column
    return max(-(-_width(heading) // 2) + 1, *(_width(text) for text in cells))


def _width(text: str) -> int:
    """Width in digits; a Chinese character is as wide as two digits."""
    return sum(1 if character.isascii() else 2 for character in text)


def _fill(row: Any, values: Sequence[str], *, heading: bool, size: Pt | None) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 no public API for repeated heading rows
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))
    for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.style = styles.CELL
        run = paragraph.add_run(value)
        run.bold, run.font.size = heading, size
        centred = heading or place == 0
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
