"""Workbooks in the format of an information system's export: text in the cells, little style.

The national system and the employment service export like this; villages type into Excel
(`writers.workbook`). So readers are tested with both kinds of text storage. Large exports are
written several times faster than with XlsxWriter, which keeps every cell until the end.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from zengshou.demo.city.layouts import Cell
from zengshou.demo.city.writers import Sheet

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EPOCH = date(1899, 12, 30).toordinal()  # day 0 of a workbook's date system
_LETTERS = [chr(ord("A") + place) for place in range(26)]
_XF = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0"/>'
# Cell style 1 is a date: 14 is the built-in date format.
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    f'<borders count="1"><border/></borders><cellStyleXfs count="1">{_XF.format(0)}</cellStyleXfs>'
    f'<cellXfs count="2">{_XF.format(0)}{_XF.format(14)}</cellXfs></styleSheet>'
)


def _cell(place: str, value: Cell) -> str:
    if isinstance(value, str):
        text = escape(value)
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{value.toordinal() - _EPOCH}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'
    for number, row in enumerate(sheet.rows, 1):
        cells = [
            _cell(f"{letter}{number}", value)
            for letter, value in zip(_LETTERS, row, strict=False)
            if value is not None and value != ""
        ]
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


def _types(count: int) -> str:
    """[Content_Types].xml: the content type of each part of the package."""
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{sheets}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    """A .rels part: relations rId1, rId2 …, each with a kind and a target."""
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _book(sheets: Sequence[Sheet]) -> str:
    names = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
    )


def _parts(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    """Name and content of every part of the package."""
    paths = [f"worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)]
    kinds = [("worksheet", path) for path in paths]
    yield "[Content_Types].xml", _types(len(sheets))
    yield "_rels/.rels", _relations(("officeDocument", "xl/workbook.xml"))
    yield "xl/workbook.xml", _book(sheets)
    yield "xl/_rels/workbook.xml.rels", _relations(*kinds, ("styles", "styles.xml"))
    yield "xl/styles.xml", _STYLES
    for path, sheet in zip(paths, sheets, strict=True):
        yield f"xl/{path}", "".join(_sheet(sheet))


def export(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an .xlsx file of at most 26 columns; merged ranges are left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _parts(sheets):
            # A fixed time, so that the same cells give the same bytes.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return buffer.getvalue()
