"""Checks the cells of a sheet before calamine reads it.

calamine does not protect against, or report, these cases:
- A single cell at XFD1048576, or a malformed cell, makes the block of cells 17 billion cells large.
- A text shared by many cells is stored once in the file, but expanded for each of them.
- A cell with an error (`#DIV/0!`), or a formula without a calculated result, reads as empty.
  But an amount that cannot be read is not a blank one.
- A formula that is nothing but a quoted text, without a result, reads as empty; it is that text.
Source: feeds.md, F01, "Doubtful input" (Formulas).
"""

import re
from collections.abc import Iterable

from ingestion.readers.model import MAX_CELLS, unreadable
from ingestion.readers.units import column_key
from ingestion.readers.xml_parts import local, parse, parser

#: Text of the cells with an error or with a formula without a result, by row and column from 0.
ErrorCells = dict[tuple[int, int], str]

#: Patterns for cells as nearly all programs write them: references with at least this many letters
#: or digits. `_UNUSUAL` finds other forms of cells, and errors. Each pattern begins with plain
#: bytes, so a search takes a tenth of calamine's time for the same sheet.
_LETTERS = [re.compile(rb'<c r="[A-Z]{%d}' % count) for count in range(4)]
_DIGITS = [re.compile(rb'<c r="[A-Z]+[0-9]{%d}' % count) for count in range(8)]
_UNUSUAL = (
    re.compile(rb'<c(?! r="[A-Z]{1,3}[0-9]{1,7}")[\s/>]'),
    re.compile(rb"t\s*=\s*[\"']e[\"']"),
    re.compile(rb":c[\s/>]"),
    re.compile(rb"</f>\s*(?:</c>|<v[^>]*/>|<v[^>]*>\s*</v>)"),
    re.compile(rb"<f[^>]*/>\s*(?:</c>|<v[^>]*/>|<v[^>]*>\s*</v>)"),
)
_REFERENCE = re.compile(r"([A-Za-z]{1,5})([0-9]{1,9})")
_QUOTED = re.compile(r'=\s*"((?:[^"]|"")*)"\s*')
#: A cell is never larger than this: 32,767 characters, each written as a number.
_MOST_CELL = 1024 * 1024
#: A header is written in fewer pieces than this; other texts need not be put together.
_MOST_PIECES = 100


class SheetLook:
    """A fast scan of a sheet, piece by piece; raises CannotRead if the XML is not well-formed."""

    def __init__(self) -> None:
        self._parser = parser()
        self._parser.CommentHandler = self._be_careful
        self._parser.StartCdataSectionHandler = self._be_careful
        self._rest = b""
        self._letters = 0
        self._digits = 0
        self._cells = 0
        self._is_plain = True

    def feed(self, piece: bytes) -> None:
        """Scan the next piece; an incomplete cell at its end is kept for the piece after it."""
        parse(self._parser, piece)
        text = self._rest + piece
        cut = text.rfind(b"<c")
        text, self._rest = (text[:cut], text[cut:]) if cut > 0 else (b"", text)
        self._look_at(text)
        if len(self._rest) > _MOST_CELL:
            self._is_plain = False
            self._rest = b""

    def _be_careful(self, *_: object) -> None:
        """A comment may stand between a formula and its end: the patterns do not see that."""
        self._is_plain = False

    def _look_at(self, text: bytes) -> None:
        if any(pattern.search(text) for pattern in _UNUSUAL):
            self._is_plain = False
        self._cells += text.count(b"<c ")
        while self._letters + 1 < len(_LETTERS) and _LETTERS[self._letters + 1].search(text):
            self._letters += 1
        while self._digits + 1 < len(_DIGITS) and _DIGITS[self._digits + 1].search(text):
            self._digits += 1

    def end(self) -> None:
        """Finish the scan at the end of the sheet."""
        parse(self._parser, b"", is_last=True)
        self._look_at(self._rest)

    def needs_closer_look(self, longest_shared: int, most_text: int) -> bool:
        """True if there are error cells, unusually written cells, or possibly a very large extent.

        Also true if all cells together may hold more than `most_text` bytes of shared text; the
        longest shared text has at most `longest_shared` bytes.
        """
        columns = sum(26**letters for letters in range(1, self._letters + 1))
        is_vast = columns * 10**self._digits > MAX_CELLS
        return not self._is_plain or is_vast or self._cells * longest_shared > most_text


def error_cells(pieces: Iterable[bytes], shared: list[int], most_text: int) -> ErrorCells:
    """The error cells of a sheet.

    Raises CannotRead if its filled cells span more than MAX_CELLS, or hold more than `most_text`
    bytes of the shared texts, whose lengths are `shared`.
    """
    look = _CloserLook(shared, most_text)
    made = parser()
    made.StartElementHandler = look.start
    made.EndElementHandler = look.end
    made.CharacterDataHandler = look.text
    for piece in pieces:
        parse(made, piece)
    parse(made, b"", is_last=True)
    if look.rows * look.columns > MAX_CELLS:
        raise unreadable("工作表范围过大，请删除表格以外的多余内容")
    return look.errors


class _CloserLook:
    """Reads a sheet tag by tag and counts rows and columns as calamine does.

    A cell without a reference follows the previous one. Cells that only have a format do not count
    towards the extent: calamine skips them.
    """

    def __init__(self, shared: list[int], room: int) -> None:
        self._shared = shared
        self._room = room
        self.rows = 0
        self.columns = 0
        self.errors: ErrorCells = {}
        self._row = 0
        self._column = 0
        self._kind = ""
        self._open = ""
        self._value = ""
        self._formula: str | None = None
        self._has_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = local(tag)
        reference = attributes.get("r", "")
        if kind == "row":
            self._row = int(reference) if reference.isdecimal() else self._row + 1
            self._column = 0
        elif kind == "c":
            self._column += 1
            if reference:
                self._row, self._column = _position(reference)
            self._kind = attributes.get("t", "")
            self._value, self._formula, self._has_value = "", None, False
        elif kind in ("v", "is", "f"):
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
            self._open = kind
            if kind == "f":
                self._formula = "="
            elif kind == "v":
                self._has_value = True

    def end(self, tag: str) -> None:
        kind = local(tag)
        if kind == "c":
            if text := self._unreadable():
                self.errors[self._row - 1, self._column - 1] = text
        elif kind == "v" and self._kind == "s":
            self._take_room(self._value.strip())
        self._open = ""

    def _unreadable(self) -> str | None:
        """The text of an error, or of a formula without a result; None for any other cell."""
        if self._kind == "e":
            return self._value.strip() or "#N/A"
        if self._formula is None or self._value.strip():
            return None
        if quoted := _QUOTED.fullmatch(self._formula):
            return quoted[1].replace('""', '"')
        is_empty_text = self._kind == "str" and self._has_value  # the result of `=IF(A1="","",A1)`
        return None if is_empty_text else self._formula

    def text(self, data: str) -> None:
        if self._open == "v":
            self._value += data
        elif self._open == "f" and self._formula is not None:
            self._formula += data

    def _take_room(self, index: str) -> None:
        """Count a shared text that one more cell uses."""
        if index.isdecimal() and len(index) < 10 and int(index) < len(self._shared):
            self._room -= self._shared[int(index)]
            if self._room < 0:
                raise unreadable("单元格内容过长，请删除多余内容")


class SharedTexts:
    """Lengths of the shared texts; reads `xl/sharedStrings.xml` piece by piece."""

    def __init__(self) -> None:
        self.longest = 0
        self._open = 0

    def feed(self, piece: bytes) -> None:
        """Scan the next piece: a text is at most as long as the XML between two end tags."""
        first, *others = piece.split(b"</si>")
        self._open += len(first)
        self.longest = max(self.longest, self._open, *map(len, others))
        if others:
            self._open = len(others[-1])


def shared_lengths(pieces: Iterable[bytes]) -> list[int]:
    """Length in bytes of each shared text; raises CannotRead if the XML is not well-formed."""
    lengths: list[int] = []

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if local(tag) == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data.encode())

    made = parser()
    made.StartElementHandler = start
    made.CharacterDataHandler = text
    for piece in pieces:
        parse(made, piece)
    parse(made, b"", is_last=True)
    return lengths


def shared_places(pieces: Iterable[bytes], headers: frozenset[str]) -> dict[str, list[int]]:
    """The numbers of the shared texts that are one of these headers (`column_key`)."""
    texts: list[str] = []
    found: dict[str, list[int]] = {header: [] for header in headers}
    count = 0

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if local(tag) == "si":
            texts.clear()

    def end(tag: str) -> None:
        nonlocal count
        if local(tag) == "si":
            if len(texts) <= _MOST_PIECES and (key := column_key("".join(texts))) in found:
                found[key].append(count)
            count += 1

    made = parser()
    made.StartElementHandler, made.EndElementHandler = start, end
    made.CharacterDataHandler = texts.append
    for piece in pieces:
        parse(made, piece)
    parse(made, b"", is_last=True)
    return found


def _position(reference: str) -> tuple[int, int]:
    """Row and column of a reference, from 1; raises CannotRead if it is not a reference."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise unreadable("文件已损坏，单元格位置有误")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column
