"""Shared code of all sheets: formats, print layout, tables whose text is never a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import IO, Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zengshou import words
from zengshou.assessment.releases.content import Content
from zengshou.assessment.releases.signature import Signature
from zengshou.outputs.office.safe_text import safe_text

__all__ = [
    "FIRST_ROW",
    "HEADING_ROW",
    "LABEL_GROUND",
    "NO_DATE",
    "Book",
    "Column",
    "OfficeBook",
    "open_workbook",
]

#: Creation date of a workbook that is not a release, so that equal figures give equal bytes.
NO_DATE = datetime(2000, 1, 1)  # noqa: DTZ001 xlsx times have no time zone

A4 = 9
FONT = "宋体"
TextKind = Literal["text", "centred", "wrapped", "alert", "level"]
NumberKind = Literal["number", "score", "money", "share"]
Kind = TextKind | NumberKind
NUMBER_FORMATS: dict[str, str] = {
    "number": "#,##0.####",
    "score": "0.00",
    "money": "#,##0.00",
    "share": "0.00%",
}
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
LONGEST_NAME = 31
#: Fill colour by warning level. The cell also names the level, so black-and-white print is
#: readable.
LEVEL_COLOURS = {"红": "#F4B6B6", "橙": "#FAD7A8", "黄": "#FFF3B0"}
ALERT_COLOUR = "#B00020"
ENTRY_COLOUR = "#FFF9E5"
#: What a column's label stands on, so that no line of a target crosses the figure.
LABEL_GROUND = {"color": "#FFFFFF"}
ROW_HEIGHT = 18
LINE_HEIGHT = 13
LAST_NARROW = 0x2E7F


@dataclass(frozen=True)
class Column:
    """A column: its key in the rows, heading, kind of cell, width in characters."""

    key: str
    heading: str
    kind: Kind = "text"
    width: int = 12


def open_workbook(to: IO[bytes], title: str, created: datetime = NO_DATE) -> Workbook:
    """A new workbook that never reads a text as a formula, a link or a number."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = Workbook(to, options)
    workbook.set_properties({"title": title, "author": "", "created": created})
    return workbook


class OfficeBook:
    """A workbook with its formats; `standing` is the status line under each sheet's title."""

    def __init__(self, workbook: Workbook, standing: str) -> None:
        self.workbook = workbook
        self.standing = standing
        self.style = lru_cache(self._style)

    def sheet(self, name: str, title: str, columns: Sequence[Column], note: str = "") -> Worksheet:
        """A new sheet with title, note, headings and A4 landscape layout.

        Headings repeat on every page; the first row of the table is FIRST_ROW.
        """
        sheet = self.workbook.add_worksheet(name.translate(FORBIDDEN_IN_NAMES)[:LONGEST_NAME])
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW)
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.set_footer("&L&A&C第 &P 页，共 &N 页")
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(HEADING_ROW, place, column.heading, self.style("heading"))
        sheet.set_default_row(ROW_HEIGHT)
        sheet.set_row(0, 26)
        sheet.set_row(HEADING_ROW, 30)
        sheet.write_string(0, 0, title, self.style("title"))
        sheet.write_string(1, 0, safe_text(f"{self.standing}　{note}"), self.style("note"))
        return sheet

    def table(
        self, sheet: Worksheet, columns: Sequence[Column], rows: Iterable[dict[str, Any]]
    ) -> int:
        """Write rows under the headings; returns the row after the last one."""
        place = FIRST_ROW
        for row in rows:
            for number, column in enumerate(columns):
                self.cell(sheet, place, number, row[column.key], column.kind)
            lines = max((_lines(row[one.key], one) for one in columns), default=1)
            sheet.set_row(place, _height(lines))
            place += 1
        return place

    def entry(self, number_format: str) -> Format:
        """The format of a cell that the reader of a locked sheet fills in."""
        return self.style(f"entry {number_format}")

    def fit_height(self, sheet: Worksheet, row: int, value: Any, column: Column) -> None:
        """Make a row as high as its wrapped text needs."""
        sheet.set_row(row, _height(_lines(value, column)))

    def cell(self, sheet: Worksheet, row: int, column: int, value: Any, kind: Kind) -> None:
        """Write one cell; a value that is not a number is written as text, never as a formula."""
        style = self.style(kind)
        if value is None:
            sheet.write_string(row, column, "—", self.style("blank"))
        elif isinstance(value, bool):
            sheet.write_string(row, column, "是" if value else "否", self.style("centred"))
        elif isinstance(value, int | Decimal):
            sheet.write_number(row, column, float(value), style)
        elif isinstance(value, date | datetime):
            sheet.write_string(row, column, f"{value:%Y-%m-%d}", style)
        elif kind == "level" and value in LEVEL_COLOURS:
            sheet.write_string(row, column, value, self.style(value))
        else:
            shown = self.style("centred") if kind in NUMBER_FORMATS else style
            sheet.write_string(row, column, safe_text(str(value)), shown)

    def _style(self, name: str) -> Format:
        made: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        match name:
            case "title":
                made |= {"font_size": 16, "bold": True}
            case "note":
                made |= {"font_color": "#555555"}
            case "heading":
                made |= {
                    "bold": True,
                    "border": 1,
                    "align": "center",
                    "text_wrap": True,
                    "bg_color": "#DDE7F0",
                }
            case "centred" | "blank" | "level":
                made |= {"border": 1, "align": "center"}
            case "text":
                made |= {"border": 1}
            case "alert":
                made |= {"border": 1, "bold": True, "font_color": ALERT_COLOUR}
            case _ if name in LEVEL_COLOURS:
                made |= {"border": 1, "align": "center", "bg_color": LEVEL_COLOURS[name]}
            case "wrapped":
                made |= {"border": 1, "text_wrap": True}
            case "plain":
                pass
            case _ if name.startswith("entry "):
                number_format = name.removeprefix("entry ")
                made |= {"border": 1, "text_wrap": True, "locked": False}
                made |= {"num_format": number_format, "bg_color": ENTRY_COLOUR}
            case _:
                made |= {"border": 1, "num_format": NUMBER_FORMATS[name]}
        return self.workbook.add_format(made)


class Book(OfficeBook):
    """The workbook of a year's scores, of a release or a draft."""

    def __init__(
        self,
        workbook: Workbook,
        content: Content,
        release: dict[str, Any] | None,
        signature: Signature | None = None,
    ) -> None:
        super().__init__(workbook, _standing(content, release))
        self.content = content
        self.release = release
        self.signature = signature
        self.year: int = content.scores[0]["assessment_year"]


HEADING_ROW = 3
FIRST_ROW = HEADING_ROW + 1


def _standing(content: Content, release: dict[str, Any] | None) -> str:
    """Whether this is a release or a draft, and its month."""
    as_of = f"数据截至 {content.as_of_month:%Y年%m月}"
    if release is None:
        return f"{as_of} · {words.name('release_status', 'draft')}，未发布"
    number, approved_by = release["release_number"], release["approved_by"]
    released = words.name("release_status", "released")
    approved = f"批准人 {approved_by}，{release['created_at']:%Y-%m-%d}"
    return f"{as_of} · {released}，第 {number} 版，{approved}"


def _height(lines: int) -> int:
    """The height of a row; every row has one, as some programs shrink rows without."""
    return ROW_HEIGHT + (lines - 1) * LINE_HEIGHT


def _lines(value: Any, column: Column) -> int:
    """Lines that wrapped text takes; a Chinese character is as wide as two digits."""
    if column.kind != "wrapped" or value is None:
        return 1
    width = sum(2 if ord(character) > LAST_NARROW else 1 for character in str(value))
    return max(1, -(-width // column.width))
