"""The sheet that shows a sender the result of a file, line by line, in Chinese."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.contract import Contract
from zengshou.outputs.feedback.answers import Answer, Finding
from zengshou.outputs.office.messages import without_command
from zengshou.outputs.office.safe_text import safe_text
from zengshou.words import names

SHEET = "反馈汇总"
DIFFERENCES = "比对差异"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST_ROWS = 1_000_000
NONE = "—"
REJECT, WARN, NEUTRAL = "F8B4AE", "FFE699", "DDEBF7"
FILLS = {"reject": PatternFill("solid", fgColor=REJECT), "warn": PatternFill("solid", fgColor=WARN)}
HEADING = PatternFill("solid", fgColor=NEUTRAL)
LINE = Side(style="thin", color="A6A6A6")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
FONT, BOLD = Font(name="宋体", size=10, bold=False), Font(name="宋体", size=10, bold=True)
LEFT = Alignment(vertical="center", wrap_text=False)
WRAPPED = Alignment(vertical="center", wrap_text=True)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
SEVERITIES = {"reject": "退回", "warn": "提醒"}
HELD = "暂缓"
STATUSES = {
    "accepted": "已采用",
    "rejected": "整个文件退回，未采用",
    "held": "暂缓，未采用",
    "duplicate": "与已收文件内容相同，不再处理",
    "superseded": "已被后来报送的文件替代",
    "reverted": "已撤回，未采用",
    "tried": "试填检查，未采用",
}
WHAT_TO_DO = {
    "rejected": "请按下面的“问题和办法”改正后，重新报送整个文件。",
    "held": "请按下面的“问题和办法”办理；在此之前，先前报送的版本仍有效。",
    "duplicate": "不用再报。如果本想更正，请改好内容后再报。",
    "superseded": "本反馈只供留存，请以后来那份文件的反馈为准。",
    "reverted": "本文件已由管理人员撤回，请核对后重新报送。",
}
REJECTED_ROWS = (
    "退回的行未采用：请改正后重新报送整个文件（不要只报改正的行）。提醒的行已采用，请核实。"
)
ONLY_WARNINGS = (
    "读取的行都已采用。提醒的地方请核实，有错或有遗漏的，改正后重新报送整个文件，没错的不用再报。"
)
ALL_GOOD = "全部通过，不用再报。"
AFTER_A_TRIAL = "这是试填检查：请按下面的“问题和办法”改正，再放入正式报送的文件夹。"
TRIAL_ALL_GOOD = "这是试填检查：没有发现问题，请放入正式报送的文件夹。"
LIST_ONLY = "原表无法复制，本反馈只列出问题，请对照原表的行号改正。"
COUNTS = {
    "rows_received": "收到",
    "rows_accepted": "采用",
    "rows_rejected": "退回",
    "rows_out_of_scope": "不在花名册范围",
    "rows_duplicate": "重复",
}
COLUMNS = {"结果": 8, "规则": 8, "工作表": 12, "行": 8, "列": 20, "问题和办法": 72}
DIFFERENCE_COLUMNS = {
    "县(区)": 12,
    "村": 20,
    "户编号": 20,
    "户主": 9,
    "本文件涉及的行": 22,
    "部门数据(元)": 14,
    "村级申报(元)": 14,
    "差额(元)": 14,
    "情况": 18,
}
DIFFERENCE_STATUSES = names("reconciliation_status")
ITEMS = names("reconciliation_item")


def summarise(
    book: Workbook,
    contract: Contract,
    answer: Answer,
    findings: Iterable[Finding],
    *,
    lacks_copy: bool = False,
) -> Worksheet:
    """Add the summary to a new or copied workbook; returns its first sheet.

    Findings that do not fit on one sheet go to more sheets. `lacks_copy`: no copy of the received
    workbook could be made, which the summary says.
    """
    remaining = iter(findings)
    first = _summary_sheet(book, SHEET, COLUMNS)
    for label, text in _about(contract, answer):
        _append(first, [label, text], bold=1)
    if lacks_copy:
        _append(first, ["说明", LIST_ONLY], bold=1)
    _append(first, [])
    sheet, number = first, 1
    while chunk := _some(contract, answer, remaining):
        _heading(sheet, COLUMNS)
        for finding, cells in chunk:
            _append(sheet, cells, fill=FILLS[finding.severity], border=True)
        if len(chunk) < MOST_ROWS:
            break
        number += 1
        sheet = _summary_sheet(book, f"{SHEET}{number}", COLUMNS)
    return first


def list_differences(book: Workbook, answer: Answer, rows: Sequence[dict[str, Any]]) -> None:
    """Add the sheet with households whose figures differ from the department's."""
    sheet = _summary_sheet(book, DIFFERENCES, DIFFERENCE_COLUMNS)
    item = ITEMS[answer.item or ""]
    title = f"{answer.period} {item}：部门数与村级申报数不一致的户（只限已签承诺授权书的户）"
    _append(sheet, [title], bold=1)
    _append(sheet, ["请核对本部门数据；如部门数有误，请更正后重新报送整个文件。一致的户不列出。"])
    _append(sheet, [])
    _heading(sheet, DIFFERENCE_COLUMNS)
    for row in rows:
        declared, departmental = row["declared"], row["departmental"]
        cells = [
            *(row[name] for name in ("county_name", "village_name", "household_id")),
            *(row[name] for name in ("head_name_masked", "row_numbers")),
            *(departmental, declared, departmental - declared),
            DIFFERENCE_STATUSES[row["status"]],
        ]
        _append(sheet, cells, border=True)


def _about(contract: Contract, answer: Answer) -> Iterator[tuple[str, str]]:
    yield "文件", answer.file_name
    yield "报送单位", answer.sender
    yield "报表", f"{contract.title}（{answer.period}）"
    yield "收到时间", _shanghai(answer.received_at)
    if answer.reason and answer.status in ("accepted", "superseded"):
        yield "时间说明", answer.reason
    yield "结果", STATUSES.get(answer.status, answer.reason or answer.status)
    if answer.status in ("accepted", "superseded", "tried"):
        yield (
            "行数",
            "，".join(
                f"{label}{answer.rows[name]}行"
                for name, label in COUNTS.items()
                if answer.rows[name] or name in ("rows_received", "rows_accepted")
            ),
        )
    if answer.item and answer.status == "accepted" and not answer.is_published:
        yield "比对差异", "本次数据发布后，将另附与村级申报数的比对差异。"
    yield "怎么办", _what_to_do(answer)


def _what_to_do(answer: Answer) -> str:
    if answer.status == "tried":
        return AFTER_A_TRIAL if answer.has_findings else TRIAL_ALL_GOOD
    if answer.status != "accepted":
        return WHAT_TO_DO.get(answer.status, "")
    if answer.rows["rows_rejected"]:
        return REJECTED_ROWS
    return ONLY_WARNINGS if answer.has_findings else ALL_GOOD


def _shanghai(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _some(
    contract: Contract, answer: Answer, findings: Iterator[Finding]
) -> list[tuple[Finding, list[Any]]]:
    """The next findings with their cells, at most as many as fit on a sheet."""
    sheets = {part.table: _sheet_name(part.layout.sheet, part.title) for part in contract.parts}
    chunk = []
    for _, finding in zip(range(MOST_ROWS), findings, strict=False):
        cells = [
            HELD if answer.status == "held" else SEVERITIES[finding.severity],
            finding.rule,
            finding.sheet or sheets.get(finding.table_name or "", "整个文件"),
            finding.row_in_sheet or NONE,
            finding.column_name or NONE,
            without_command(finding.message),
        ]
        chunk.append((finding, cells))
    return chunk


def _sheet_name(sheet: str | None, title: str) -> str:
    return title if sheet in (None, "first", "every") else str(sheet)


def _summary_sheet(book: Workbook, name: str, columns: dict[str, int]) -> Worksheet:
    taken = set(book.sheetnames)
    free = next(n for n in (name, *(f"{name}({i})" for i in range(2, 100))) if n not in taken)
    sheet: Worksheet = book.create_sheet(free)
    sheet.sheet_properties.tabColor = "C00000"
    for place, width in enumerate(columns.values()):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    return sheet


def _heading(sheet: Worksheet, columns: dict[str, int]) -> None:
    _append(sheet, list(columns), bold=len(columns), fill=HEADING, border=True)


def _append(
    sheet: Worksheet,
    values: Sequence[Any],
    *,
    bold: int = 0,
    fill: PatternFill | None = None,
    border: bool = False,
) -> None:
    """Append one row; text is never a formula.

    The first `bold` cells are bold, the first cell is filled.
    """
    cells = []
    for place, value in enumerate(values):
        text = isinstance(value, str)
        cell = WriteOnlyCell(sheet, safe_text(value) if text else value)
        if text:
            cell.data_type = "s"
        cell.font = BOLD if place < bold else FONT
        centred = border and (isinstance(value, int) or value == NONE)
        cell.alignment = CENTRED if centred else WRAPPED if border else LEFT
        if border:
            cell.border = BORDER
        if fill is not None and (place == 0 or fill is HEADING):
            cell.fill = fill
        if not text and border and not isinstance(value, int):
            cell.number_format = "#,##0.00"
        cells.append(cell)
    sheet.append(cells)
