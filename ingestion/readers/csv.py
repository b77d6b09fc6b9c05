"""Opens a csv feed: finds the part and the separator by the header, cuts the rows into pieces.

Worker processes share the pieces (`csv_lines.py`). Source: feeds.md, F01 and F03; "Doubtful input"
(CSV); medical_insurance ("kind is known by its header").
"""

from collections.abc import Iterator

from ingestion.contract import Contract, Part
from ingestion.readers.cells import header_key
from ingestion.readers.csv_lines import MARKS, CsvForm, CsvPiece, decoded, read_piece, record
from ingestion.readers.headers import HeaderMatch, match_header
from ingestion.readers.model import CannotRead, ReadFile, ReadTable, unreadable

#: GB 18030 decodes all GBK text, and also the rare characters in names that GBK lacks.
_CODECS = {"gbk": "gb18030"}

_SEPARATORS = ",\t;"

#: Size of a piece in bytes: a few thousand rows.
_PIECE = 256 * 1024

#: No spreadsheet has more.
_MAX_COLUMNS = 16_384

#: A file with more damaged lines than this, and more than one in a hundred, is unreadable.
_FEW_LINES = 10

_OTHER_KINDS = {
    b"PK\x03\x04": "文件实为Excel工作簿或压缩包，不是csv",
    b"\xd0\xcf\x11\xe0": "文件实为旧版Excel或加密文件，不是csv",
}


def read_csv(contract: Contract, data: bytes, period: str | None = None) -> ReadFile:
    """Read a csv file of this feed; raises CannotRead for F01 or F03."""
    table, pieces = open_csv(contract, data, period)
    table.blocks = [block for piece in pieces for block in read_piece(piece)]
    rows = sum(len(block.row_numbers) for block in table.blocks)
    check_encoding(contract, rows, sum(block.damaged for block in table.blocks))
    return ReadFile(kind=table.table if contract.kinds else None, tables=[table])


def open_csv(
    contract: Contract, data: bytes, period: str | None = None
) -> tuple[ReadTable, Iterator[CsvPiece]]:
    """The table without its rows, and its rows in pieces for `read_piece`.

    When all are read, `check_encoding` judges the file. Raises CannotRead as above.
    """
    for magic, detail in _OTHER_KINDS.items():
        if data.startswith(magic):
            raise unreadable(detail)
    if data.count(b"\r") != data.count(b"\r\n"):
        # In all supported encodings, these bytes are never part of another character.
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start, end = _content(data)
    part, match, form = _find_part(contract, data, start, period)
    header_row = part.layout.header_row
    table = ReadTable(part.table, header_row, [], match.notes(header_row))
    for _ in range(header_row):
        start = _end_of_line(data, start)
    return table, (
        CsvPiece(piece, row, form) for row, piece in _cut(data, start, end, header_row + 1)
    )


def check_encoding(contract: Contract, rows: int, damaged: int) -> None:
    """Raise CannotRead (F01) if too many of a file's data rows have characters of no meaning."""
    if damaged > _FEW_LINES and damaged * 100 > rows:
        raise _wrong_encoding(contract)


def _content(data: bytes) -> tuple[int, int]:
    """Where the text begins, after byte-order marks, and where it ends: an old end mark (0x1A)."""
    start = 0
    while mark := next((mark for mark in MARKS if data.startswith(mark, start)), None):
        start += len(mark)
    text_end = len(data.rstrip(b"\n\r\x1a"))
    end = data.find(b"\x1a", text_end)
    return start, len(data) if end < 0 else end


def _find_part(
    contract: Contract, data: bytes, start: int, period: str | None
) -> tuple[Part, HeaderMatch, CsvForm]:
    """The part whose columns are all in its header row, and how its lines are read."""
    encoding = (contract.encoding or "utf-8").removesuffix("-sig")
    codec = _CODECS.get(encoding, encoding)
    nearest: HeaderMatch | None = None
    for part in contract.parts:
        at = start
        for _ in range(1, part.layout.header_row):
            at = _end_of_line(data, at)
        line = _header_line(contract, data[at : _end_of_line(data, at)], codec)
        for separator in _SEPARATORS:
            cells = record(line, separator)
            if cells is None:
                continue
            if len(cells) > _MAX_COLUMNS:
                raise unreadable(f"表头超过{_MAX_COLUMNS}列")
            match = match_header(part, cells, period)
            if not match.missing:
                places = tuple(place for place in match.places if place is not None)
                keys = tuple(map(header_key, cells))
                return part, match, CsvForm(codec, separator, keys, places, match.serial)
            if nearest is None or len(match.positions) > len(nearest.positions):
                nearest = match
    if nearest is None:
        raise unreadable("csv格式有误（表头引号不成对或单元格过长）")
    raise CannotRead("column_missing", nearest.what_is_missing())


def _header_line(contract: Contract, line: bytes, codec: str) -> str:
    text = decoded(line.rstrip(b"\r\n\x1a"), codec)
    if text is not None:
        return text
    raise unreadable("文件不是文本文件") if b"\0" in line else _wrong_encoding(contract)


def _end_of_line(data: bytes, start: int) -> int:
    """The position where the line that begins at `start` ends."""
    return data.find(b"\n", start) + 1 or len(data)


def _cut(data: bytes, start: int, end: int, first_row: int) -> Iterator[tuple[int, bytes]]:
    """Pieces of whole lines from `start` to `end`, each with the number of its first row."""
    while start < end:
        cut = data.find(b"\n", start + _PIECE, end) + 1 or end
        piece = data[start:cut]
        yield first_row, piece
        start, first_row = cut, first_row + piece.count(b"\n")


def _wrong_encoding(contract: Contract) -> CannotRead:
    name = (contract.encoding or "utf-8").removesuffix("-sig").upper()
    return unreadable(f"文件编码不是{name}")
