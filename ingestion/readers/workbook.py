"""Checks that a workbook is safe to open, before calamine reads the bytes.

calamine unpacks all content of a workbook and reads a sheet as one block from its first to its last
filled cell. Therefore each entry is first unpacked here, piece by piece, and its bytes are counted:
this detects false sizes (zip bombs) and damage (checksums). The cells of each sheet are checked
before calamine expands them (`sheet_cells`), so that reading takes no more memory than
docs/operations.md states. Source: feeds.md, F01.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

from ingestion.readers.model import unreadable
from ingestion.readers.sheet_cells import (
    ErrorCells,
    SharedTexts,
    SheetLook,
    error_cells,
    is_sheet,
    shared_lengths,
    sheet_names,
)

_PIECE = 1024 * 1024
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHARED = "xl/sharedstrings.xml"


def check_workbook(data: bytes, max_unpacked: int) -> dict[str, ErrorCells]:
    """The cells with an error such as `#DIV/0!`, by sheet name.

    Raises CannotRead (F01) unless the bytes are a complete, safe xlsx workbook of at most
    `max_unpacked` bytes when unpacked, with at most as many bytes in the texts that cells share.
    """
    entries = _entries(data)
    if sum(entry.file_size for entry in entries.values()) > max_unpacked:
        raise _too_large(max_unpacked)
    texts, sheets = _look_through(data, entries, max_unpacked)
    closer = [
        path for path, look in sheets.items() if look.needs_closer_look(texts.longest, max_unpacked)
    ]
    lengths: list[int] = []
    if closer and _SHARED in entries:
        lengths = shared_lengths(_unpack(data, entries[_SHARED]))
    errors = {
        path: error_cells(_unpack(data, entries[path]), lengths, max_unpacked) for path in closer
    }
    if not any(errors.values()) or _RELATIONS not in entries:
        return {}
    workbook, relations = (
        b"".join(_unpack(data, entries[path])) for path in (_WORKBOOK, _RELATIONS)
    )
    names = sheet_names(workbook, relations)
    return {names[path]: cells for path, cells in errors.items() if path in names}


def _look_through(
    data: bytes, entries: dict[str, zipfile.ZipInfo], max_unpacked: int
) -> tuple[SharedTexts, dict[str, SheetLook]]:
    """Scan the shared texts and each sheet, while everything is unpacked once."""
    texts, sheets, room = SharedTexts(), {}, max_unpacked
    for path, entry in entries.items():
        look: SharedTexts | SheetLook | None = None
        if path == _SHARED:
            look = texts
        elif is_sheet(path):
            look = sheets[path] = SheetLook()
        for piece in _unpack(data, entry):
            room -= len(piece)
            if room < 0:
                raise _too_large(max_unpacked)
            if look:
                look.feed(piece)
        if isinstance(look, SheetLook):
            look.end()
    return texts, sheets


def _too_large(max_unpacked: int) -> Exception:
    return unreadable(f"解压后超过{max_unpacked // _PIECE}MB")


def _entries(data: bytes) -> dict[str, zipfile.ZipInfo]:
    """The entries of the workbook by path, in lower case as calamine looks them up."""
    if data.startswith(_OLE):
        raise unreadable("文件已加密，或是旧版Excel（.xls）格式，请另存为.xlsx")
    if not data.startswith(b"PK"):
        raise unreadable("文件不是Excel工作簿（.xlsx）")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise unreadable("文件已损坏，无法打开") from None
    entries = {
        entry.filename.replace("\\", "/").removeprefix("/").lower(): entry for entry in listed
    }
    if len(entries) < len(listed):
        raise unreadable("文件已损坏，同一内容出现两次")
    if any(entry.flag_bits & _ENCRYPTED for entry in listed):
        raise unreadable("文件已加密，请取消密码后重报")
    if _WORKBOOK not in entries:
        raise unreadable("文件不是Excel工作簿（.xlsx）")
    return entries


def _unpack(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry in pieces of at most 1 MB; its length and checksum must be as declared."""
    head = data[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    names = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    start = entry.header_offset + _LOCAL_HEADER + names
    packed = memoryview(data)[start : start + entry.compress_size]
    size, checksum = 0, 0
    for piece in _pieces(packed, entry.compress_type):
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if (size, checksum) != (entry.file_size, entry.CRC):
        raise unreadable("文件已损坏，无法解压")


def _pieces(packed: memoryview, compress_type: int) -> Iterator[bytes]:
    if compress_type == zipfile.ZIP_STORED:
        for start in range(0, len(packed), _PIECE):
            yield bytes(packed[start : start + _PIECE])
        return
    if compress_type != zipfile.ZIP_DEFLATED:
        raise unreadable("文件压缩方式不受支持，请用Excel或WPS另存为.xlsx")
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while not stream.eof:
            piece = stream.decompress(rest, _PIECE)
            rest = stream.unconsumed_tail
            if not piece and not rest:
                return
            yield piece
    except zlib.error:
        raise unreadable("文件已损坏，无法解压") from None
