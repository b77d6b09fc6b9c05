"""Earlier reported amounts, on a sheet beside the form; no reader reads it.

Its keys have other headers than those of the form, so that it is not taken for data (W11).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ingestion.column import CellType
from ingestion.contract import Part
from ingestion.render.template_sheet import A3, WIDTHS
from ingestion.render.template_styles import Styles

SHEET = "往期对照"
TITLE = "往期已报数（元），只供查看，不用填写，不会被读取"
HEADER_ROW = 1
PERIOD_WIDTH = 20
NAMED_BY = (CellType.CODE, CellType.NAME)


@dataclass(frozen=True)
class Earlier:
    """The amounts of one row of an earlier period.

    `period` is the sender's name for it; `key` identifies the row by the form's column names.
    """

    period: str
    key: Mapping[str, str | None]
    amounts: Mapping[str, Decimal]


def write_earlier(
    workbook: Workbook, part: Part, styles: Styles, earlier: Sequence[Earlier]
) -> None:
    """Add the sheet: key, period, then the part's amounts in the order of the form."""
    sheet = workbook.add_worksheet(SHEET)
    named = [name for name, column in part.columns.items() if column.type in NAMED_BY]
    amounts = part.columns_of(CellType.MONEY)
    sheet.write_string(0, 0, TITLE, styles.section)
    _header(sheet, part, styles, [*named, "", *amounts], len(named))
    for row, one in enumerate(earlier, start=HEADER_ROW + 1):
        for place, name in enumerate(named):
            text = styles.shown[part.columns[name].type]
            sheet.write_string(row, place, one.key.get(name) or "", text)
        sheet.write_string(row, len(named), one.period, styles.shown[CellType.TEXT])
        for place, name in enumerate(amounts, start=len(named) + 1):
            money = styles.shown[CellType.MONEY]
            if value := one.amounts.get(name):
                sheet.write_number(row, place, float(value), money)
            else:
                sheet.write_blank(row, place, None, money)
    _page(sheet, len(named) + 1)


def _header(
    sheet: Worksheet, part: Part, styles: Styles, columns: Sequence[str], period_at: int
) -> None:
    sheet.set_row(HEADER_ROW, 42)
    for place, name in enumerate(columns):
        if place == period_at:
            header, width = "期间", PERIOD_WIDTH
        else:
            column = part.columns[name]
            is_key = column.type in NAMED_BY
            header = f"{column.header}（往期）" if is_key else column.header
            width = WIDTHS[column.type]
        sheet.write_string(HEADER_ROW, place, header, styles.header)
        sheet.set_column(place, place, width)


def _page(sheet: Worksheet, fixed: int) -> None:
    sheet.freeze_panes(HEADER_ROW + 1, fixed)
    sheet.protect("", {"format_columns": True})
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
