"""A copy of the received workbook with the problems marked cell by cell.

The sender can correct the copy and send it again: sheets, headers and rows keep their places, and
no reader reads the summary sheet.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.contract import Contract, Part
from ingestion.readers.cells import header_key, normalise
from ingestion.readers.headers import match_header
from zengshou.outputs.feedback.answers import Finding
from zengshou.outputs.feedback.summary_sheet import FILLS, SEVERITIES

log = structlog.get_logger(__name__)
MEGABYTE = 1024 * 1024
#: Measured: 15 MB of XML (16,000 roster rows) take 160 MB of memory and 8 s.
MOST_XML = 32 * MEGABYTE
#: openpyxl makes an object for each cell of a merged range; a whole sheet has 17 thousand million.
MOST_MERGED = 200_000
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z0-9:$]+)")
#: The sender's sums stay formulas, so that a corrected copy adds up; any other formula is replaced
#: by the received value.
ARITHMETIC = re.compile(r"=[-+*/(),:$.A-Z0-9\s]+")
WORDS = re.compile(r"[A-Z]+")
FUNCTIONS = {"SUM", "INDEX", "ROUND", "ROW"}
COLUMN_LETTERS = 3
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
    """The workbook with findings coloured and commented.

    None if it is too large or openpyxl cannot open it: the list of findings is then the answer.
    """
    if not _can_be_opened(data):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about features that openpyxl drops
            book = load_workbook(io.BytesIO(data), keep_links=False)
            _defuse(book, data)
        by_table: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.table_name and finding.row_number:
                by_table.setdefault(finding.table_name, []).append(finding)
        for part in contract.parts:
            sheet = _sheet(book, part)
            if sheet is not None and part.table in by_table:
                _mark(sheet, part, period, by_table[part.table])
    except Exception as error:  # noqa: BLE001 - openpyxl can raise any exception for a damaged file
        log.warning("no copy can be made", feed=contract.feed, error=type(error).__name__)
        return None
    return book


def _can_be_opened(data: bytes) -> bool:
    """True for a workbook of acceptable size without XML entities of its own."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [
            entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))
        ]
        if sum(entry.file_size for entry in parts) > MOST_XML:
            return False
        merged = 0
        for entry in parts:
            text = archive.read(entry)
            if b"<!DOCTYPE" in text[:MEGABYTE]:
                return False
            merged += sum(_size(found.decode()) for found in MERGED.findall(text))
        return merged <= MOST_MERGED


def _size(cells: str) -> int:
    """How many cells a range has."""
    first_column, first_row, last_column, last_row = range_boundaries(cells)
    if first_column is None or first_row is None or last_column is None or last_row is None:
        return MOST_MERGED + 1  # a range without an end
    return (last_column - first_column + 1) * (last_row - first_row + 1)


def _defuse(book: Workbook, data: bytes) -> None:
    """Replace all formulas except sums by values, so that opening the copy runs nothing."""
    found = [
        cell
        for sheet in book.worksheets
        for cell in _cells(sheet)
        if cell.data_type == "f" and not _is_sum(str(cell.value))
    ]
    if found:
        values = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        for cell in found:
            value = values[cell.parent.title][cell.coordinate].value
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    book.defined_names.clear()
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True


def _is_sum(formula: str) -> bool:
    """True for arithmetic over cells of the same sheet, with no function other than sums."""
    words = WORDS.findall(formula)
    return bool(ARITHMETIC.fullmatch(formula)) and all(
        len(word) <= COLUMN_LETTERS or word in FUNCTIONS for word in words
    )


def _cells(sheet: Worksheet) -> list[Cell | MergedCell]:
    """The cells in the file only (a sheet may claim a million rows)."""
    return list(sheet._cells.values())  # noqa: SLF001 - iter_rows would create missing cells


def _sheet(book: Workbook, part: Part) -> Worksheet | None:
    """The sheet that the reader reads: the first visible one, or the one with the part's name."""
    if part.layout.sheet == "first":
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return (visible or book.worksheets)[0]
    wanted = normalise(part.layout.sheet)
    return next((sheet for sheet in book.worksheets if normalise(sheet.title) == wanted), None)


def _mark(sheet: Worksheet, part: Part, period: str, findings: list[Finding]) -> None:
    header_row = part.layout.header_row
    rows: dict[int, dict[int, Cell | MergedCell]] = {}
    for cell in _cells(sheet):
        rows.setdefault(cell.row or 0, {})[cell.column or 0] = cell
    header = rows.get(header_row, {})
    last = max(header, default=1)
    texts: list[str | None] = [
        str(header[at].value or "") if at in header else None for at in range(1, last + 1)
    ]
    match = match_header(part, texts, period)
    places = {part.columns[name].header: at + 1 for name, at in match.positions.items()}
    unknown = {header_key(text): at for at, text in enumerate(texts, 1)}
    marks: dict[tuple[int, int], _Marks] = {}
    for finding in findings:
        column = finding.column_name or ""
        place = places.get(column) or unknown.get(header_key(column)) or 1
        mark = marks.setdefault((finding.row_number or 1, place), _Marks(finding.severity))
        mark.severity = min(mark.severity, finding.severity)  # reject before warn
        said = f"{SEVERITIES[finding.severity]} {finding.rule}：{finding.message}"
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
    text = "\n".join([*mark.texts, *own])
    lines = sum(-(-len(line) // LINE_WIDTH) for line in text.splitlines())
    cell.comment = Comment(text, AUTHOR, width=320, height=24 + LINE_HEIGHT * lines)
