"""The parts of an .xlsx file: its zip archive, and the workbook's parts found by relationships.

The main part, the sheets and the shared texts may have any names: `_rels/.rels` names the main
part, and that part's own relationships name the others. Source: feeds.md, F01, "Doubtful input"
(Formulas: cells are found through the workbook's relationships; Strict Open XML is read).
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from ingestion.readers.kinds import no_workbook
from ingestion.readers.model import unreadable
from ingestion.readers.xml_parts import tags

PIECE = 1024 * 1024
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
_ROOT_RELATIONS = "_rels/.rels"
#: Where nearly all programs put the main part; used too if there are no root relationships.
USUAL_MAIN = "xl/workbook.xml"
#: Parts with names and relationships are small; a larger one is none of a workbook.
_MOST_PART = 16 * PIECE
_YES = ("1", "true", "on")


class Relation(NamedTuple):
    """A relationship of a part: its kind (end of its type), and its target as written and found."""

    kind: str
    target: str
    path: str


class SheetPart(NamedTuple):
    """A sheet of the workbook; `path` is empty if its part is not in the archive."""

    name: str
    is_visible: bool
    is_worksheet: bool
    path: str


Entries = dict[str, zipfile.ZipInfo]


@dataclass(frozen=True)
class Package:
    """An .xlsx file: entries by path in lower case, and the paths of the parts that matter."""

    data: bytes
    entries: Entries
    main: str
    relations: dict[str, Relation]
    sheets: list[SheetPart]
    counts_from_1904: bool

    def unpack(self, path: str) -> Iterator[bytes]:
        """An entry in pieces of at most 1 MB; its length and checksum must be as declared."""
        return unpack(self.data, self.entries[path])

    def path_of(self, kind: str) -> str | None:
        """The path of the only part of this kind, such as `sharedStrings`."""
        paths = (one.path for one in self.relations.values() if one.kind == kind)
        return next((path for path in paths if path in self.entries), None)


def open_package(data: bytes, max_unpacked: int) -> Package:
    """The parts of the file; raises CannotRead (F01) if it is no workbook or says it is too large.

    Nothing but the few small parts that name the others is unpacked here.
    """
    entries = _entries(data)
    if sum(entry.file_size for entry in entries.values()) > max_unpacked:
        raise too_large(max_unpacked)
    root = _relations(data, entries, "")
    mains = [one.path for one in root.values() if one.kind == "officeDocument"]
    main = next((path for path in mains if path in entries), USUAL_MAIN)
    if main not in entries or main.endswith(".bin"):
        raise no_workbook(set(entries))
    relations = _relations(data, entries, main)
    found = tags(_small_part(data, entries[main]), "workbook", "sheet", "workbookPr")
    if not found or found[0][0] != "workbook":
        raise no_workbook(set(entries))
    sheets = [
        _sheet(attributes, relations, entries) for kind, attributes in found if kind == "sheet"
    ]
    properties = [attributes for kind, attributes in found if kind == "workbookPr"]
    from_1904 = any(one.get("date1904", "").lower() in _YES for one in properties)
    return Package(data, entries, main, relations, sheets, from_1904)


def too_large(max_unpacked: int) -> Exception:
    """F01: more bytes than a workbook may have when unpacked."""
    return unreadable(f"解压后超过{max_unpacked // PIECE}MB")


def _sheet(
    attributes: dict[str, str], relations: dict[str, Relation], entries: Entries
) -> SheetPart:
    identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
    relation = relations.get(identity, Relation("", "", ""))
    return SheetPart(
        attributes.get("name", ""),
        attributes.get("state", "visible") == "visible",
        relation.kind == "worksheet",
        relation.path if relation.path in entries else "",
    )


def _relations(data: bytes, entries: Entries, part: str) -> dict[str, Relation]:
    """The relationships of a part (of the whole package if it is empty) by their IDs."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels") if part else _ROOT_RELATIONS
    if path not in entries:
        return {}
    found = {}
    for _, attributes in tags(_small_part(data, entries[path]), "Relationship"):
        target = attributes.get("Target", "")
        kind = attributes.get("Type", "").rpartition("/")[2]
        found[attributes.get("Id", "")] = Relation(kind, target, _resolve(folder, target, entries))
    return found


def _resolve(folder: str, target: str, entries: Entries) -> str:
    """The path of a target in lower case; its percent signs may stand for characters."""
    path = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/")))
    path = path.lstrip("/").lower()
    return path if path in entries else unquote(path)


def _small_part(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > _MOST_PART:
        raise unreadable("文件已损坏，内容格式有误")
    pieces, size = [], 0
    for piece in unpack(data, entry):
        size += len(piece)
        if size > _MOST_PART:
            raise unreadable("文件已损坏，无法解压")
        pieces.append(piece)
    return b"".join(pieces)


def _entries(data: bytes) -> Entries:
    """The entries by path, in lower case as calamine looks them up."""
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
    return entries


def unpack(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
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
        for start in range(0, len(packed), PIECE):
            yield bytes(packed[start : start + PIECE])
        return
    if compress_type != zipfile.ZIP_DEFLATED:
        raise unreadable("文件压缩方式不受支持，请用Excel或WPS另存为.xlsx")
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while not stream.eof:
            piece = stream.decompress(rest, PIECE)
            rest = stream.unconsumed_tail
            if not piece and not rest:
                return
            yield piece
    except zlib.error:
        raise unreadable("文件已损坏，无法解压") from None
