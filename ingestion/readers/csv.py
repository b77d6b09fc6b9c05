"""Reading a csv feed: decode, tell the kind of file by its header, bring columns into order.

Source: feeds.md, F01 and F03; medical_insurance ("kind is known by its header").
"""

import csv
import io
from collections.abc import Iterator
from operator import itemgetter

from ingestion.contract import Contract, Part
from ingestion.readers.headers import HeaderMatch, is_blank_row, match_header
from ingestion.readers.model import MAX_CELLS, CannotRead, ReadFile, ReadRow, ReadTable, unreadable

#: GB 18030 reads every GBK text alike, and the rare characters in names that GBK lacks.
_DECODERS = {"gbk": "gb18030"}

_OTHER_KINDS = {
    b"PK\x03\x04": "文件实为Excel工作簿或压缩包，不是csv",
    b"\xd0\xcf\x11\xe0": "文件实为旧版Excel或加密文件，不是csv",
}


def read_csv(contract: Contract, data: bytes, period: str | None = None) -> ReadFile:
    """Read a csv file of this feed; CannotRead for F01 or F03."""
    text = _decode(contract, data)
    # strict: a quote never closed would otherwise swallow the rest of the file in silence.
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        part, match, read_so_far = _find_part(contract, records, period)
        rows = list(_rows(records, match, read_so_far))
    except csv.Error:
        raise unreadable("csv格式有误（引号不成对或单元格过长）") from None
    table = ReadTable(part.table, part.layout.header_row, match.unknown, rows)
    return ReadFile(tables=[table])


def _decode(contract: Contract, data: bytes) -> str:
    for magic, detail in _OTHER_KINDS.items():
        if data.startswith(magic):
            raise unreadable(detail)
    if b"\0" in data:
        raise unreadable("文件不是文本文件")
    encoding = contract.encoding or "utf-8"
    try:
        return data.decode(_DECODERS.get(encoding, encoding))
    except UnicodeDecodeError:
        name = encoding.removesuffix("-sig").upper()
        raise unreadable(f"文件编码不是{name}") from None


def _find_part(
    contract: Contract, records: Iterator[list[str]], period: str | None
) -> tuple[Part, HeaderMatch, int]:
    """The part whose columns are all in the header row, and how many records were read."""
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


def _rows(records: Iterator[list[str]], match: HeaderMatch, read_so_far: int) -> Iterator[ReadRow]:
    """Data rows, counted as a spreadsheet shows them: header and blank lines count."""
    places = [place for place in match.places if place is not None]
    serial, width = match.serial, max(places) + 1
    pick = itemgetter(*places)
    padding = [""] * width
    last = MAX_CELLS // len(places)
    for number, record in enumerate(records, start=read_so_far + 1):
        if number > last:
            raise unreadable(f"行数超过{last}行，请分文件报送")
        if is_blank_row(record, serial):
            continue
        if len(record) < width:
            record.extend(padding)
        yield ReadRow(number, False, [text or None for text in pick(record)])
