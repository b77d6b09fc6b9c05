"""Opens a received workbook again, so that findings can be marked in it.

Of an .xlsx file everything that openpyxl knows is kept; of an .xls file the values of the cells.
What could run when the copy is opened, and characters that no workbook may hold, are left out.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.readers.book import Sheet
from ingestion.readers.kinds import kind_of
from ingestion.readers.xls import Xls
from zengshou.outputs.office.safe_text import without_controls

MEGABYTE = 1024 * 1024
#: Measured: 15 MB of XML (16,000 roster rows) take 160 MB of memory and 8 s.
MOST_XML = 32 * MEGABYTE
#: As many filled cells as that much XML holds.
MOST_CELLS = 500_000
#: openpyxl makes an object for each cell of a merged range; a whole sheet has 17 thousand million.
MOST_MERGED = 200_000
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z0-9:$]+)")
#: Namespaces of Strict Open XML, which openpyxl does not know.
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")
TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
#: A control character as a workbook writes it.
ESCAPED = re.compile(r"_x00(?:[01][0-9A-Fa-f]|7[Ff])_")
FORBIDDEN_IN_TITLES = re.compile(r"[\\*?:/\[\]]")
LONGEST_TITLE = 31
#: The sender's sums stay formulas, so that a corrected copy adds up; any other formula is replaced
#: by the received value.
ARITHMETIC = re.compile(r"=[-+*/(),:$.A-Z0-9\s]+")
WORDS = re.compile(r"[A-Z]+")
FUNCTIONS = {"SUM", "INDEX", "ROUND", "ROW"}
COLUMN_LETTERS = 3


@dataclass(frozen=True)
class ReceivedCopy:
    """The copy, and its worksheets with what the reader knows about them."""

    book: Workbook
    sheets: Sequence[tuple[Sheet, Worksheet]]


def copy_of(data: bytes) -> ReceivedCopy | None:
    """The received workbook for marking; None if it is too large.

    Raises whatever a damaged workbook leads to.
    """
    return _copy_of_xls(data) if kind_of(data) == "xls" else _copy_of_xlsx(data)


def cells_of(sheet: Worksheet) -> list[Cell | MergedCell]:
    """The cells in the file only (a sheet may claim a million rows)."""
    return list(sheet._cells.values())  # noqa: SLF001 - iter_rows would create missing cells


def _copy_of_xlsx(data: bytes) -> ReceivedCopy | None:
    if not _can_be_opened(data):
        return None
    known = _transitional(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings about features that openpyxl drops
        book = load_workbook(io.BytesIO(known), keep_links=False)
        _defuse(book, known)
    sheets = []
    for number, sheet in enumerate(book.worksheets):
        for cell in cells_of(sheet):
            if isinstance(cell.value, str):
                _set_text(cell, cell.value, cell.data_type)
            if cell.comment:
                cell.comment.text = _text(cell.comment.text)
        sheets.append((Sheet(number, sheet.title, sheet.sheet_state == "visible"), sheet))
    return ReceivedCopy(book, sheets)


def _copy_of_xls(data: bytes) -> ReceivedCopy | None:
    received = Xls(data, MOST_XML)
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets, room = [], MOST_CELLS
    for sheet in received.sheets:
        title = without_controls(FORBIDDEN_IN_TITLES.sub("_", sheet.name))[:LONGEST_TITLE]
        written: Worksheet = book.create_sheet(title)
        written.sheet_state = "visible" if sheet.is_visible else "hidden"
        for row, values in enumerate(received.rows(sheet), 1):
            filled = [(column, value) for column, value in enumerate(values, 1) if value != ""]
            room -= len(filled)
            if room < 0:
                return None
            for column, value in filled:
                cell = written.cell(row, column)
                if isinstance(value, str):
                    _set_text(cell, value, "s")
                else:
                    cell.value = value
        sheets.append((sheet, written))
    received.close()
    return ReceivedCopy(book, sheets)


def _set_text(cell: Cell | MergedCell, text: str, kind: str) -> None:
    """Write a text as the kind that it was: `=1+2` and `#N/A` may be texts."""
    if (clean := _text(text)) != cell.value:
        cell.value = clean
    cell.data_type = kind


def _text(text: str) -> str:
    return without_controls(ESCAPED.sub("", text))


def _transitional(data: bytes) -> bytes:
    """A Strict Open XML workbook with the namespaces of a usual one; others as they are."""
    stream = io.BytesIO()
    is_strict = False
    with (
        zipfile.ZipFile(io.BytesIO(data)) as received,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as rewritten,
    ):
        for entry in received.infolist():
            content = received.read(entry)
            if entry.filename.endswith((".xml", ".rels")):
                content, found = STRICT.subn(TRANSITIONAL, content)
                is_strict |= found > 0
            rewritten.writestr(entry.filename, content)
    return stream.getvalue() if is_strict else data


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
        for cell in cells_of(sheet)
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
