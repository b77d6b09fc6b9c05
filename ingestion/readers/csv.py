"""Reads a csv feed: decodes it, finds the part by the header, puts columns in order.

The rows below the header are read in pieces, so that worker processes can share the work. Source:
feeds.md, F01 and F03; medical_insurance ("kind is known by its header").
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from ingestion.contract import Contract, Part
from ingestion.readers.headers import HeaderMatch, is_blank_row, match_header
from ingestion.readers.model import (
    MAX_CELLS,
    CannotRead,
    ReadFile,
    ReadRow,
    ReadTable,
    RowBlock,
    blocks_of,
    unreadable,
)

#: GB 18030 decodes all GBK text, and also the rare characters in names that GBK lacks.
_DECODERS = {"gbk": "gb18030"}

#: Size of a piece in bytes: a few thousand rows.
_PIECE = 256 * 1024

_OTHER_KINDS = {
    b"PK\x03\x04": "文件实为Excel工作簿或压缩包，不是csv",
    b"\xd0\xcf\x11\xe0": "文件实为旧版Excel或加密文件，不是csv",
}


@dataclass(frozen=True, slots=True)
class CsvPiece:
    """Some rows of a file as bytes; the first of them is row `first_row`.

    `places` are the positions of the part's columns, `serial` is that of the running number.
    """

    data: bytes
    encoding: str
    first_row: int
    places: list[int]
    serial: int | None


def read_csv(contract: Contract, data: bytes, period: str | None = None) -> ReadFile:
    """Read a csv file of this feed; raises CannotRead for F01 or F03."""
    table, pieces = open_csv(contract, data, period)
    table.blocks = [block for piece in pieces for block in read_piece(piece)]
    return ReadFile(tables=[table])


def open_csv(
    contract: Contract, data: bytes, period: str | None = None
) -> tuple[ReadTable, Iterator[CsvPiece]]:
    """The table without its rows, and its rows in pieces for `read_piece`.

    Raises CannotRead as above.
    """
    for magic, detail in _OTHER_KINDS.items():
        if data.startswith(magic):
            raise unreadable(detail)
    if b"\0" in data:
        raise unreadable("文件不是文本文件")
    encoding = contract.encoding or "utf-8"
    is_plain = _is_plain(data)
    header_rows = max(part.layout.header_row for part in contract.parts)
    head = _decoded(data[: _end_of_line(data, header_rows)] if is_plain else data, encoding)
    text = io.StringIO(head, newline="")
    try:
        part, match, rows_read = _find_part(contract, text, period)
    except csv.Error:
        raise _badly_quoted(1) from None
    table = ReadTable(part.table, part.layout.header_row, [], match.notes(part.layout.header_row))
    first_row, body_encoding = rows_read + 1, encoding.removesuffix("-sig")
    places = [place for place in match.places if place is not None]
    if is_plain:
        start = _end_of_line(data, rows_read)
        return table, (
            CsvPiece(piece, body_encoding, row, places, match.serial)
            for row, piece in _cut(data, start, first_row)
        )
    rest = head[text.tell() :].encode("utf-8")
    return table, iter([CsvPiece(rest, "utf-8", first_row, places, match.serial)] if rest else [])


def read_piece(piece: CsvPiece) -> Iterator[RowBlock]:
    """The rows of a piece; raises CannotRead for F01."""
    text = _decoded(piece.data, piece.encoding)
    columns = _split(text, piece.serial)
    if columns is None or len(columns) <= max(piece.places):
        yield from blocks_of(_rows(text, piece))
        return
    count = len(columns[0])
    _check_row_number(piece.first_row + count - 1, piece)
    numbers = range(piece.first_row, piece.first_row + count)
    yield RowBlock(numbers, [False] * count, [columns[place] for place in piece.places])


def _is_plain(data: bytes) -> bool:
    """True if each line is one record: no quotes, and no line ends with only a carriage return.

    In all supported encodings, these bytes are never part of another character.
    """
    return b'"' not in data and data.count(b"\r") == data.count(b"\r\n")


def _end_of_line(data: bytes, number: int) -> int:
    """The position where the line with this number ends."""
    end = 0
    for _ in range(number):
        end = data.find(b"\n", end) + 1
        if not end:
            return len(data)
    return end


def _cut(data: bytes, start: int, first_row: int) -> Iterator[tuple[int, bytes]]:
    """Pieces of whole lines from `start` on, each with the number of its first row."""
    while start < len(data):
        end = data.find(b"\n", start + _PIECE) + 1 or len(data)
        piece = data[start:end]
        yield first_row, piece
        start, first_row = end, first_row + piece.count(b"\n")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(_DECODERS.get(encoding, encoding))
    except UnicodeDecodeError:
        name = encoding.removesuffix("-sig").upper()
        raise unreadable(f"文件编码不是{name}") from None


def _find_part(
    contract: Contract, text: io.StringIO, period: str | None
) -> tuple[Part, HeaderMatch, int]:
    """The part whose columns are all in the header row, and the number of records read."""
    records = _records(text)
    seen: list[list[str]] = []
    nearest: HeaderMatch | None = None
    for part in contract.parts:
        while len(seen) < part.layout.header_row and (record := next(records, None)) is not None:
            seen.append(record)
        header = seen[part.layout.header_row - 1] if len(seen) >= part.layout.header_row else []
        match = match_header(part, header, period)
        if not match.missing:
            return part, match, len(seen)
        if nearest is None or len(match.positions) > len(nearest.positions):
            nearest = match
    raise CannotRead("column_missing", nearest.what_is_missing() if nearest else "缺少列")


def _split(text: str, serial: int | None) -> list[list[str]] | None:
    """The columns of a text in which all lines have the same number of cells; otherwise None.

    Most files are like this. Splitting at commas takes a quarter of the csv module's time.
    """
    if '"' in text:
        return None
    text = text.replace("\r\n", "\n").removesuffix("\n")
    lines = text.split("\n")
    commas = lines[0].count(",")
    if any(line.count(",") != commas for line in lines):
        return None
    if max(map(len, lines)) > csv.field_size_limit() or "\r" in text:
        return None
    cells = text.replace("\n", ",").split(",")
    columns = [cells[place :: commas + 1] for place in range(commas + 1)]
    # If one column is filled in every row, no row is blank.
    for place, column in enumerate(columns):
        if place != serial and all(map(str.strip, column)):
            return columns
    return None


def _rows(text: str, piece: CsvPiece) -> Iterator[ReadRow]:
    """Data rows, numbered as in a spreadsheet: header and blank lines count."""
    width = max(piece.places) + 1
    pick = itemgetter(*piece.places)
    padding = [""] * width
    number = piece.first_row - 1
    try:
        for number, record in enumerate(_records(io.StringIO(text, newline="")), piece.first_row):
            _check_row_number(number, piece)
            if is_blank_row(record, piece.serial):
                continue
            if len(record) < width:
                record.extend(padding)
            yield ReadRow(number, False, pick(record))
    except csv.Error:
        raise _badly_quoted(number + 1) from None


def _records(text: io.StringIO) -> Iterator[list[str]]:
    # strict: without it, a quote that is not closed swallows the rest of the file silently.
    return csv.reader(text, strict=True)


def _check_row_number(number: int, piece: CsvPiece) -> None:
    last = MAX_CELLS // len(piece.places)
    if number > last:
        raise unreadable(f"行数超过{last}行，请分文件报送")


def _badly_quoted(row: int) -> CannotRead:
    return unreadable(f"csv格式有误（第{row}行起引号不成对或单元格过长）")
