"""Native Word charts: Word draws them with the reader's fonts and can edit their values.

A picture would need a Chinese font on the machine that creates it; without the font it shows boxes.
XlsxWriter creates the chart in a separate workbook. The document takes over the chart part and
embeds the workbook, so that Word can edit the values.
"""

import io
import zipfile
from typing import Any

import xlsxwriter
from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from zengshou.outputs.office.sheet import LABEL_GROUND, open_workbook
from zengshou.outputs.quarterly_report.blocks import Chart

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHARTS = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SHEET = "数据"
COLOURS = ("#B8C9D9", "#2E6DA4", "#7F9F6F")
LINE_COLOUR = "#C0504D"
GRID = {"visible": True, "line": {"color": "#D9D9D9"}}
#: Defaults of a spreadsheet that must be explicit for a word processor.
SPELT_OUT = {
    '<c:showVal val="1"/>': (
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    ),
    "</c:spPr><c:dLbls>": '</c:spPr><c:invertIfNegative val="0"/><c:dLbls>',
    '<c:lang val="en-US"/>': '<c:lang val="zh-CN"/><c:roundedCorners val="0"/>',
}
EMU_PER_CM = 360_000
WIDTH, HEIGHT = 15.4, 7.0


def add_chart(document: Document, chart: Chart, number: int) -> Any:
    """Add the chart to the package as part `number`; returns the run's drawing element."""
    content, workbook = chart_part(chart)
    package = document.part.package
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, content, package)
    values = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), SHEET_TYPE, workbook, package)
    part.relate_to(values, f"{RELATIONS}/package")
    relation = document.part.relate_to(part, f"{RELATIONS}/chart")
    return parse_xml(
        f"<w:drawing {nsdecls('w', 'wp', 'a', 'r')}>"
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{round(WIDTH * EMU_PER_CM)}" cy="{round(HEIGHT * EMU_PER_CM)}"/>'
        f'<wp:docPr id="{number}" name="chart{number}" descr="{chart.caption}"/>'
        f'<a:graphic><a:graphicData uri="{CHARTS}">'
        f'<c:chart xmlns:c="{CHARTS}" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def chart_part(chart: Chart) -> tuple[bytes, bytes]:
    """The chart's XML, which refers to its values as rId1, and the workbook with the values."""
    out = io.BytesIO()
    with open_workbook(out, chart.caption) as workbook:
        _draw(workbook, chart)
    workbook_bytes = out.getvalue()
    with zipfile.ZipFile(io.BytesIO(workbook_bytes)) as file:
        xml = file.read("xl/charts/chart1.xml").decode()
    values = f'<c:externalData xmlns:r="{RELATIONS}" r:id="rId1"><c:autoUpdate val="0"/>'
    for implied, spelt in SPELT_OUT.items():
        xml = xml.replace(implied, spelt)
    before, settings, _ = xml.partition("<c:printSettings>")
    if not settings:
        raise ValueError("XlsxWriter's chart has no print settings; check the XlsxWriter version")
    return f"{before}{values}</c:externalData></c:chartSpace>".encode(), workbook_bytes


def _draw(workbook: xlsxwriter.Workbook, chart: Chart) -> None:
    sheet = workbook.add_worksheet(SHEET)
    last = len(chart.categories)
    sheet.write_column(1, 0, chart.categories)
    drawn: Any = workbook.add_chart({"type": "column"})
    line: Any = workbook.add_chart({"type": "line"})
    columns = sum(not one.line for one in chart.series)
    for place, series in enumerate(chart.series, start=1):
        sheet.write_string(0, place, series.name)
        for row, value in enumerate(series.values, start=1):
            if value is not None:
                sheet.write_number(row, place, float(value))
        described: dict[str, Any] = {
            "name": [SHEET, 0, place],
            "categories": [SHEET, 1, 0, last, 0],
            "values": [SHEET, 1, place, last, place],
        }
        if series.line:
            line.add_series({**described, "line": {"color": LINE_COLOUR, "width": 2.25}})
        else:
            colour = COLOURS[place % len(COLOURS) if columns == 1 else place - 1]
            labels = {"value": True, "num_format": chart.number_format, "font": {"size": 8}}
            labels["fill"] = LABEL_GROUND
            drawn.add_series({**described, "fill": {"color": colour}, "data_labels": labels})
    if columns < len(chart.series):
        drawn.combine(line)
    drawn.set_title({"none": True})
    drawn.set_chartarea({"border": {"none": True}})
    ticks = {"major_tick_mark": "none", "minor_tick_mark": "none", "num_font": {"size": 9}}
    drawn.set_x_axis({**ticks, "label_position": "low"})
    number: dict[str, Any] = {**ticks, "num_format": chart.number_format, "major_gridlines": GRID}
    if all(value >= 0 for one in chart.series for value in one.values if value is not None):
        number["min"] = 0  # else a bar's length says nothing
    drawn.set_y_axis({**number, "name": chart.axis, "name_font": {"size": 9, "bold": False}})
    drawn.set_legend({"position": "bottom", "font": {"size": 9}})
    sheet.insert_chart(0, len(chart.series) + 2, drawn)
