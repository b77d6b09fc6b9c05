"""The figures that a form is sent out with, on a sheet that nobody sees.

They tell a form that came back as it was sent out from one that somebody filled in
(`ingestion.readers.as_sent`). Source: feeds.md, "Doubtful input" (Files without content).
"""

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter import Workbook

from ingestion.contract import Part
from ingestion.render.template_sheet import Row, as_entry

HEADINGS = ("预填", "列名", "金额")


def write_figures(workbook: Workbook, part: Part, rows: Sequence[Row]) -> None:
    """Add the sheet, if the form is prefilled: the row's key, the column's header, the figure."""
    as_sent = part.layout.as_sent
    figures = [
        (str(as_entry(row[part.key[0]]).value), part.columns[name].header, entry.value)
        for row in rows
        for name in row
        if (entry := as_entry(row[name])).is_prefilled and isinstance(entry.value, int | Decimal)
    ]
    if as_sent is None or not figures:
        return
    sheet = workbook.add_worksheet(as_sent.sheet)
    for place, heading in enumerate(HEADINGS):
        sheet.write_string(0, place, heading)
    for number, (key, header, figure) in enumerate(figures, start=1):
        sheet.write_string(number, 0, key)
        sheet.write_string(number, 1, header)
        sheet.write_number(number, 2, float(figure))
    sheet.protect()
    sheet.very_hidden()
