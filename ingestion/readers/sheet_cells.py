"""A look through a sheet's cells before calamine lays them out.

Two things calamine does not tell: that a lone cell at XFD1048576 makes the block of cells
17 thousand million large, and that a cell holds an error (`#DIV/0!`), which it reads as
empty although an amount that cannot be read is not a blank one.
Source: feeds.md, F01, "Cell values" (anything else cannot be read).
"""

import posixpath
import re
from html import unescape

from ingestion.readers.model import unreadable

#: Cells of a sheet's block: all 1,048,576 rows of a sheet, 40 columns wide.
MAX_CELLS = 1_048_576 * 40

#: Text of the error cells by row and column, both from 0.
ErrorCells = dict[tuple[int, int], str]

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")

#: References of at least so many letters and digits, in cells as nearly all programs write
#: them; what tells of other ways, and of an error. Each begins with plain bytes: such a search
#: takes a tenth of the time that calamine takes for the same sheet.
_LETTERS = [re.compile(rb'<c r="[A-Z]{%d}' % count) for count in range(4)]
_DIGITS = [re.compile(rb'<c r="[A-Z]+[0-9]{%d}' % count) for count in range(8)]
_UNUSUAL = (
    re.compile(rb'<c(?! r="[A-Z]{1,3}[0-9]{1,7}")[\s/>]'),
    re.compile(rb":c[\s/>]"),
    re.compile(rb't="e"'),
)
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)((?:\s[^>]*)?)>")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]*)([0-9]+)")
_IS_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_VALUE = re.compile(rb"(?:[^<]|<(?!/?(?:\w+:)?(?:v|c)\b))*<(?:\w+:)?v[^>]*>([^<]*)<")
_TAG = re.compile(r"<(?:\w+:)?(\w+)\s([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def is_sheet(path: str) -> bool:
    """True for the path, in lower case, of a worksheet in the zip archive."""
    return _SHEET.fullmatch(path) is not None


class SheetLook:
    """What a quick look at a sheet's cells, a piece at a time, shows."""

    def __init__(self) -> None:
        self._rest = b""
        self._letters = 0
        self._digits = 0
        self._is_plain = True

    def feed(self, piece: bytes) -> None:
        """Look at the next piece; a tag begun in it waits for the one after."""
        text = self._rest + piece
        cut = text.rfind(b"<")
        text, self._rest = (text[:cut], text[cut:]) if cut > 0 else (b"", text)
        self._look_at(text)

    def _look_at(self, text: bytes) -> None:
        if any(pattern.search(text) for pattern in _UNUSUAL):
            self._is_plain = False
        while self._letters + 1 < len(_LETTERS) and _LETTERS[self._letters + 1].search(text):
            self._letters += 1
        while self._digits + 1 < len(_DIGITS) and _DIGITS[self._digits + 1].search(text):
            self._digits += 1

    def needs_closer_look(self) -> bool:
        """True if there are error cells, cells written unusually, or maybe a vast extent."""
        self._look_at(self._rest)
        columns = sum(26**letters for letters in range(1, self._letters + 1))
        return not self._is_plain or columns * 10**self._digits > MAX_CELLS

    def look_closer(self, sheet: bytes) -> ErrorCells:
        """The sheet's error cells; CannotRead if its filled cells span more than MAX_CELLS.

        Cells that only carry a format do not count: calamine skips them.
        """
        row = column = rows = columns = 0
        errors: ErrorCells = {}
        for tag in _ROW_OR_CELL.finditer(sheet):
            kind, attributes = tag.groups()
            reference = _REFERENCE.search(attributes)
            if kind == b"row":
                row = _row_number(reference[2]) if reference else row + 1
                column = 0
                continue
            column, at_row = column + 1, row
            if reference:
                column, at_row = _column_number(reference[1]), _row_number(reference[2])
            if attributes.endswith(b"/"):
                continue
            rows, columns = max(rows, at_row), max(columns, column)
            if _IS_ERROR.search(attributes) and (value := _VALUE.match(sheet, tag.end())):
                errors[at_row - 1, column - 1] = value[1].decode(errors="replace")
        if rows * columns > MAX_CELLS:
            raise unreadable("工作表范围过大，请删除表格以外的多余内容")
        return errors


def _row_number(digits: bytes) -> int:
    return int(digits[-9:])


def _column_number(letters: bytes) -> int:
    """1 for A, 16384 for XFD; more letters than any sheet has make a number too large."""
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def sheet_names(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Names of the sheets by their path in the archive, from the workbook's two lists."""
    targets = {
        attributes.get("Id"): posixpath.normpath(
            posixpath.join("/xl", attributes.get("Target", ""))
        ).removeprefix("/")
        for attributes in _tags(relations, "Relationship")
    }
    names: dict[str, str] = {}
    for attributes in _tags(workbook, "sheet"):
        identity = next((value for key, value in attributes.items() if key.endswith(":id")), None)
        if (path := targets.get(identity)) and "name" in attributes:
            names[path.lower()] = attributes["name"]
    return names


def _tags(xml: bytes, tag: str) -> list[dict[str, str]]:
    """Attributes of all tags of this name."""
    return [
        {key: unescape(one or two) for key, one, two in _ATTRIBUTE.findall(attributes)}
        for name, attributes in _TAG.findall(xml.decode(errors="replace"))
        if name == tag
    ]
