"""Cell formats of the workbook template, by the purpose of the cell."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from ingestion.column import CellType

BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
BORDERED = {**BASE, "border": 1}
HEADER = {**BORDERED, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"}
TOTAL = {**BORDERED, "bold": True, "bg_color": "#F2F2F2"}
MONEY_FORMAT = "0.00"

# Codes and IDs are text, so that a spreadsheet keeps leading zeros and all 18 digits.
NUMBER_FORMATS = {
    CellType.MONEY: MONEY_FORMAT,
    CellType.INTEGER: "0",
    CellType.DATE: "yyyy-mm-dd",
}
TEXT_FORMAT = "@"
PREFILLED = "#FFF2CC"


class Styles:
    """The formats of one workbook; all cells are locked except the input cells."""

    def __init__(self, workbook: Workbook) -> None:
        """Add the formats to the workbook."""

        def add(*properties: dict[str, Any], **more: Any) -> Format:
            together = {key: it[key] for it in (*properties, more) for key in it}
            return workbook.add_format(together)

        self.title = add(BASE, bold=True, font_size=16, align="center", shrink=True)
        self.label = add(BASE, bold=True, align="right")
        self.label_value = add(BASE, num_format=TEXT_FORMAT)
        self.label_entry = add(BASE, num_format=TEXT_FORMAT, locked=False)
        self.header = add(HEADER)
        self.total = add(TOTAL)
        self.total_money = add(TOTAL, num_format=MONEY_FORMAT)
        self.plain = add(BASE, text_wrap=True)
        self.section = add(BASE, bold=True, font_size=12)
        formats = {kind: NUMBER_FORMATS.get(kind, TEXT_FORMAT) for kind in CellType}
        # A cell to fill in, and the cells below it in its column.
        self.entry = {it: add(BORDERED, num_format=formats[it], locked=False) for it in CellType}
        self.prefilled = {
            it: add(BORDERED, num_format=formats[it], locked=False, bg_color=PREFILLED)
            for it in CellType
        }
        # Read-only cells: the earlier periods.
        self.shown = {it: add(BORDERED, num_format=formats[it]) for it in CellType}
        self.spare = {it: add(BASE, num_format=formats[it], locked=False) for it in CellType}
