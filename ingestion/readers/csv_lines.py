"""Reads the rows of a piece of a csv file. A line that is damaged costs only itself.

Pieces in which all lines are whole, as in most files, are split in one go; the others are read line
by line. Source: feeds.md, "Doubtful input" (CSV: C01, C02).
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from ingestion.readers.cells import header_key
from ingestion.readers.headers import is_blank_row
from ingestion.readers.model import MAX_CELLS, ReadRow, RowBlock, blocks_of, unreadable

#: Byte-order marks: of UTF-8, and in GB 18030.
MARKS = (BOM_UTF8, "\ufeff".encode("gb18030"))
#: What they begin with when they are decoded, also when the mark of UTF-8 is read as GB 18030.
_SIGNS_OF_MARKS = "\ufeff锘"


@dataclass(frozen=True, slots=True)
class CsvForm:
    """What the header says of each line below it.

    `header` has the keys of all header cells, blank ones included. `places` are the positions of
    the part's columns, `serial` is that of the running number.
    """

    codec: str
    separator: str
    header: tuple[str, ...]
    places: tuple[int, ...]
    serial: int | None

    def may_repeat_in(self, text: str) -> bool:
        """False if the header, in any spelling, cannot be a line of this text."""
        # Letters and digits may be full-width; all other characters have one spelling.
        only = {
            letter
            for key in self.header
            for letter in key
            if not (letter.isascii() and letter.isalnum())
        }
        return all(letter in text for letter in only)

    def is_header(self, cells: Sequence[str]) -> bool:
        """True for a line with the cells of the header."""
        return all(header_key(cell) == key for cell, key in zip(cells, self.header, strict=True))


@dataclass(frozen=True, slots=True)
class CsvPiece:
    """Whole lines of a file as bytes; the first of them is row `first_row`.

    Lines end with a line feed, before which a carriage return may stand.
    """

    data: bytes
    first_row: int
    form: CsvForm


def read_piece(piece: CsvPiece) -> Iterator[RowBlock]:
    """The rows of a piece; raises CannotRead for F01."""
    form = piece.form
    data = piece.data.replace(b"\r\n", b"\n").removesuffix(b"\n")
    text = decoded(data, form.codec)
    if text is None or any(sign in text for sign in _SIGNS_OF_MARKS):
        data = _without_marks(data)
        text = decoded(data, form.codec)
    columns = None if text is None else _split(text, form)
    if columns is not None:
        count = len(columns[0])
        _check_row_number(piece.first_row + count - 1, form)
        numbers = range(piece.first_row, piece.first_row + count)
        yield RowBlock(numbers, [False] * count, [columns[place] for place in form.places])
        return
    lines = _decoded_lines(data, form.codec)
    _check_row_number(piece.first_row + len(lines) - 1, form)
    yield from blocks_of(_rows(lines, piece))


def decoded(data: bytes, codec: str) -> str | None:
    """The text; None if some bytes are no characters of the encoding, or NUL."""
    if b"\0" in data:
        return None
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _decoded_lines(data: bytes, codec: str) -> list[str | None]:
    """Each line as `decoded` has it; halves that are whole are decoded in one go."""
    text = decoded(data, codec)
    if text is not None:
        return list(text.split("\n"))
    cut = data.find(b"\n", len(data) // 2)
    if cut < 0:
        cut = data.rfind(b"\n")
    if cut < 0:
        return [None]
    return _decoded_lines(data[:cut], codec) + _decoded_lines(data[cut + 1 :], codec)


def record(line: str, separator: str) -> list[str] | None:
    """The cells of a line; None if a quote is not closed, or a cell is longer than csv allows.

    Text after a closing quote is an error, too.
    """
    if '"' not in line and len(line) <= csv.field_size_limit():
        return line.split(separator)
    try:
        return next(_reader([line], separator))
    except csv.Error:
        return None


def _without_marks(data: bytes) -> bytes:
    """The lines without byte-order marks before them.

    A file that is appended to another one brings its mark into the middle.
    """
    data = b"\n" + data
    for mark in MARKS:
        while b"\n" + mark in data:
            data = data.replace(b"\n" + mark, b"\n")
    return data[1:]


def _split(text: str, form: CsvForm) -> list[list[str]] | None:
    """The columns of a text in which each line is a whole data row; otherwise None.

    Most files are like this. Splitting at separators takes a quarter of the csv module's time.
    """
    if '"' in text:
        return None
    separator, width = form.separator, len(form.header)
    lines = text.split("\n")
    if any(line.count(separator) != width - 1 for line in lines):
        return None
    if max(map(len, lines)) > csv.field_size_limit():
        return None
    cells = text.replace("\n", separator).split(separator)
    columns = [cells[place::width] for place in range(width)]
    place = form.places[0]
    if form.may_repeat_in(text) and any(
        header_key(cell) == form.header[place] for cell in columns[place]
    ):
        return None
    # If one column is filled in every row, no row is blank.
    filled = (column for at, column in enumerate(columns) if at != form.serial and _is_full(column))
    return columns if next(filled, None) else None


def _is_full(column: list[str]) -> bool:
    """True if no cell is blank; may be False for other columns."""
    if not all(map(str.strip, column)):
        return False
    text = "".join(column)  # characters that strip does not know and nobody sees do not print
    return text.isascii() or text.isprintable()


def _rows(lines: list[str | None], piece: CsvPiece) -> Iterator[ReadRow]:
    """Data rows, numbered by line: header and blank lines count.

    A line that cannot be taken apart keeps no cells.
    """
    form = piece.form
    width = len(form.header)
    pick = itemgetter(*form.places)
    nothing = [None] * len(form.places)
    texts = [line or "" for line in lines]
    may_repeat = form.may_repeat_in("\n".join(texts))
    records = _records(texts, form.separator)
    for number, (line, cells) in enumerate(zip(lines, records, strict=True), piece.first_row):
        if line is None:
            yield ReadRow(number, False, nothing, "characters")
        elif cells is None:
            yield ReadRow(number, False, nothing, "cells")
        elif len(cells) != width:
            if not is_blank_row(cells, None):
                yield ReadRow(number, False, nothing, "cells")
        elif not is_blank_row(cells, form.serial) and not (may_repeat and form.is_header(cells)):
            yield ReadRow(number, False, pick(cells))


def _records(lines: list[str], separator: str) -> Sequence[list[str] | None]:
    """The cells of each line, as `record` has them."""
    try:
        records = list(_reader(lines, separator))
    except csv.Error:
        records = []
    if len(records) == len(lines):  # so that none spans two lines
        return records
    return [record(line, separator) for line in lines]


def _reader(lines: list[str], separator: str) -> Iterator[list[str]]:
    # strict: without it, a quote that is not closed swallows the rest of the file silently.
    return csv.reader(lines, strict=True, delimiter=separator)


def _check_row_number(number: int, form: CsvForm) -> None:
    last = MAX_CELLS // len(form.places)
    if number > last:
        raise unreadable(f"行数超过{last}行，请分文件报送")
