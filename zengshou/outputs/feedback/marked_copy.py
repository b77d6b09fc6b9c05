"""A copy of the received workbook with the problems marked cell by cell.

The sender can correct the copy and send it again: sheets, headers and rows keep their places, and
no reader reads the summary sheet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import structlog
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.contract import Contract
from ingestion.readers.located import Located, locate
from ingestion.readers.row_numbers import in_sheet
from zengshou.outputs.feedback.answers import Finding
from zengshou.outputs.feedback.places import Places, first_rows, rows_of
from zengshou.outputs.feedback.received_copy import copy_of
from zengshou.outputs.feedback.summary_sheet import FILLS, SEVERITIES
from zengshou.outputs.office.safe_text import without_controls

log = structlog.get_logger(__name__)
ROW_FILL = PatternFill("solid", fgColor="FDECEA")
AUTHOR = "增收"
LINE_WIDTH, LINE_HEIGHT = 24, 17


@dataclass
class _Marks:
    """The messages and the severity for one cell."""

    severity: str
    texts: list[str] = field(default_factory=list)


def marked_copy(
    contract: Contract, period: str, data: bytes, findings: Iterable[Finding]
) -> Workbook | None:
    """The workbook with findings coloured and commented, always an .xlsx.

    None if it is too large or cannot be opened: the list of findings is then the answer.
    """
    try:
        copy = copy_of(data)
        if copy is None:
            return None
        by_table: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.table_name and finding.row_number:
                by_table.setdefault(finding.table_name, []).append(finding)
        sheets = dict(copy.sheets)
        for found in locate(
            contract, list(sheets), lambda sheet: first_rows(rows_of(sheets[sheet]))
        ):
            own = [one for one in by_table.get(found.part.table, ()) if _is_in(one, found)]
            if own:
                _mark(sheets[found.sheet], found, period, own)
    except Exception as error:  # noqa: BLE001 - openpyxl can raise any exception for a damaged file
        log.warning("no copy can be made", feed=contract.feed, error=type(error).__name__)
        return None
    return copy.book


def _is_in(finding: Finding, found: Located) -> bool:
    """True if the finding's row stands in this sheet of its part."""
    place = in_sheet(finding.row_number or 1)
    return not found.layout.is_in_every_sheet or place.sheet == found.sheet.number


def _mark(sheet: Worksheet, found: Located, period: str, findings: Sequence[Finding]) -> None:
    rows = rows_of(sheet)
    places = Places(rows, found, period)
    marks: dict[tuple[int, int], _Marks] = {}
    for finding in findings:
        said = f"{SEVERITIES[finding.severity]} {finding.rule}：{finding.message}"
        for at in places.of(finding):
            mark = marks.setdefault((finding.row_in_sheet or 1, at), _Marks(finding.severity))
            mark.severity = min(mark.severity, finding.severity)  # reject before warn
            mark.texts.append(said)
    for row in {row for (row, _), mark in marks.items() if mark.severity == "reject"}:
        for cell in rows.get(row, {}).values():
            cell.fill = ROW_FILL
    for (row, at), mark in marks.items():
        _comment(_own_cell(sheet, row, at), mark)


def _own_cell(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell, or the top-left cell of its merged range."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        spans = (one for one in sheet.merged_cells.ranges if cell.coordinate in one)
        span = next(spans)
        cell = sheet.cell(span.min_row, span.min_col)
    if isinstance(cell, MergedCell):
        raise TypeError(f"{cell.coordinate} is not a writable cell")
    return cell


def _comment(cell: Cell, mark: _Marks) -> None:
    cell.fill = FILLS[mark.severity]
    own = [cell.comment.text] if cell.comment else []
    text = without_controls("\n".join([*mark.texts, *own]))
    lines = sum(-(-len(line) // LINE_WIDTH) for line in text.splitlines())
    cell.comment = Comment(text, AUTHOR, width=320, height=24 + LINE_HEIGHT * lines)
