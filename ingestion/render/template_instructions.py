"""The last sheet of the workbook template: instructions in Chinese."""

from collections.abc import Iterator
from itertools import groupby

from xlsxwriter import Workbook

from ingestion.contract import Contract, Part, Severity
from ingestion.readers.members import parts_as_they_stand
from ingestion.render.template_styles import Styles
from ingestion.render.template_words import how_to_fill

SHEET = "填表说明"
PERIODS = {"month": "每月", "quarter": "每季度", "year": "每年"}
DUE = {
    "month": "次月{day}日前报送",
    "quarter": "季后首月{day}日前报送",
    "year": "次年1月{day}日前报送",
}
OUTCOMES = {Severity.REJECT: "退回", Severity.WARN: "提醒"}
GENERAL = (
    "请不要改动工作表名称、表头和列名；数据行可以增加或删除，增加的行请插在最后一行数据之后、合计行之前。",
    "带下拉箭头的单元格请从选项中选择。",
    "“退回”的行不采用，请改正后重报整个文件；“提醒”的行照常采用，请核实。",
)
OF_PREFILLED = (
    "浅黄色单元格是部门已报的数（只限已签承诺授权书的户）：核对无误的不用再填，不一致的直接改成实际数。",
    "把鼠标停在带红色小三角的单元格上，可以看到部门已报的数以及上月、上年同月填报的数；单元格空白的，请按入户核实的数填写。",
    "“往期对照”表只供查看，不用填写，报送时不会被读取。",
)
AS_SENT = "一个数也没有填写或改动、入户日期全空的表，视为没有报送，整个文件退回。"
WIDTHS = (14, 50, 84)
LINE_HEIGHT = 15


def write_instructions(
    workbook: Workbook, contract: Contract, styles: Styles, *, is_prefilled: bool
) -> None:
    """Add the sheet to the workbook; `is_prefilled`: some cells show a department's figure."""
    sheet = workbook.add_worksheet(SHEET)
    for position, width in enumerate(WIDTHS):
        sheet.set_column(position, position, width)
    for row, (heading, what, how) in enumerate(_rows(contract, is_prefilled)):
        sheet.set_row(row, LINE_HEIGHT * max(_lines(what, WIDTHS[1]), _lines(how, WIDTHS[2])))
        sheet.write_string(row, 0, heading, styles.section)
        sheet.write_string(row, 1, what, styles.plain)
        sheet.write_string(row, 2, how, styles.plain)
    sheet.protect()
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _rows(contract: Contract, is_prefilled: bool) -> Iterator[tuple[str, str, str]]:
    yield SHEET, contract.title, _who_and_when(contract)
    yield from (("", "", sentence) for sentence in GENERAL)
    if any(part.layout.as_sent for part in contract.parts):
        yield "", "", AS_SENT
    if is_prefilled:
        yield from (("", "", sentence) for sentence in OF_PREFILLED)
    for part in parts_as_they_stand(contract):
        optional = "（没有内容的可以不填）" if part.layout.optional else ""
        yield "填写项目", f"工作表：{part.title}{optional}", ""
        yield from _columns(part)
        yield "检查规则", f"工作表：{part.title}", ""
        for code, rule in part.rules.items():
            yield "", f"{code} {OUTCOMES[rule.severity]}", rule.in_general


def _who_and_when(contract: Contract) -> str:
    due = f"，{DUE[contract.period].format(day=contract.due_day)}" if contract.due_day else ""
    return f"本表由{contract.owner.sender}填报，{PERIODS[contract.period]}一次{due}。"


def _columns(part: Part) -> Iterator[tuple[str, str, str]]:
    """One line for adjacent columns of one group that have the same instructions."""
    alike = groupby(part.columns.values(), key=lambda column: (column.group, how_to_fill(column)))
    for (group, how), columns in alike:
        headers = "、".join(column.header for column in columns)
        yield "", f"{group}：{headers}" if group else headers, how


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column; a Chinese character has the width of two."""
    return -(-2 * len(text) // width) or 1
