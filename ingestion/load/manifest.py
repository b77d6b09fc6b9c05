"""Reads `_manifest.csv` of the upload gateway: which files were sent, and when.

Source: feeds.md, "Landing zone", F06, and "Doubtful input" (Manifest).
"""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile

from ingestion.load.moments import Stated, read_moment
from ingestion.privacy.screen import screen
from ingestion.readers.cells import header_key

MANIFEST = "_manifest.csv"

_FILE, _SHA256, _SENT_AT = "file", "sha256", "sent_at"
_SEPARATORS = ",;\t"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARK = "\ufeff"
#: The csv module does not treat a quote after a blank as a quote.
_AROUND = ' \t"'


class UnreadableManifest(ValueError):
    """The bytes are no manifest; the message says why."""


@dataclass(frozen=True)
class Line:
    """A line about a sent file: the name as written, its sha256, its time as written."""

    name: str
    sha256: str
    sent_at: str

    @property
    def base_name(self) -> str:
        """The name without the folders before it."""
        return _base_name(self.name)

    @property
    def base_name_in_gbk(self) -> str:
        """The same if its bytes are GBK: a few of two characters are also UTF-8 (支 is U+05A7)."""
        return _base_name(self.name.encode().decode("gb18030", errors="replace"))


def _base_name(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def loose(name: str) -> str:
    """What all spellings of a file name have in common: Unicode form, case, blanks around it."""
    return unicodedata.normalize("NFC", name).strip().casefold()


@dataclass(frozen=True)
class Manifest:
    """The lines of a manifest in the order of writing, and the numbers of its damaged lines."""

    lines: Sequence[Line] = ()
    damaged: Sequence[int] = ()

    def of_folder(self, names: Iterable[str]) -> "FolderManifest":
        """The lines of each file of the folder.

        A line belongs to the file with exactly its name, else to those with its name loosely.
        """
        files = list(dict.fromkeys(names))
        by_loose: dict[str, list[str]] = {}
        for name in files:
            by_loose.setdefault(loose(name), []).append(name)
        exact = set(files)
        of_file: dict[str, list[Line]] = {}
        without_file: list[Line] = []

        def owners_of(name: str) -> list[str]:
            return [name] if name in exact else by_loose.get(loose(name), [])

        for line in self.lines:
            owners = owners_of(line.base_name) or owners_of(line.base_name_in_gbk)
            for owner in owners:
                of_file.setdefault(owner, []).append(line)
            if not owners:
                without_file.append(line)
        return FolderManifest(of_file, without_file, self.damaged)


@dataclass(frozen=True)
class FolderManifest:
    """The manifest's lines by file name, and those without a file."""

    of_file: dict[str, list[Line]] = field(default_factory=dict)
    without_file: Sequence[Line] = ()
    damaged: Sequence[int] = ()

    def judge(self, file_name: str, sha256: str) -> tuple[Stated | None, bool]:
        """When these bytes were sent, and whether the manifest agrees with them.

        Without a line with this sha256 the last line counts, and it disagrees. Of several lines
        with it the last ones in a row count, and of these the first: the same bytes sent again
        change nothing, but after other bytes they do. Without any line there is no time, and the
        manifest agrees.
        """
        lines = self._named(file_name)
        if not lines:
            return None, True

        def is_other(line: Line) -> bool:
            return line.sha256 != sha256

        since = list(dropwhile(is_other, reversed(lines)))
        if not since:
            return _stated(lines[-1]), False
        in_a_row = list(takewhile(lambda line: not is_other(line), since))
        return _stated(in_a_row[-1]), True

    def _named(self, file_name: str) -> list[Line]:
        """Lines with exactly this name, else all of the file's lines."""
        lines = self.of_file.get(file_name, [])
        return [line for line in lines if line.base_name == file_name] or lines

    def allows(self, file_name: str, sha256: str) -> bool:
        """True unless the file has lines and none of them has this sha256."""
        return self.judge(file_name, sha256)[1]


def _stated(line: Line) -> Stated:
    return Stated(screen(line.sent_at).text, read_moment(line.sent_at), is_sent=True)


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest. Raises UnreadableManifest if it is none; damaged lines are counted."""
    header, *rows = _decoded_lines(data)
    separator, places = _header(header)
    width = len(_cells(header or "", separator))
    lines: list[Line] = []
    damaged: list[int] = []
    for number, row in enumerate(rows, start=2):
        if row is not None and not row.strip(_AROUND + _SEPARATORS):
            continue
        cells = _cells(row or "", separator)
        name, sha256, sent_at = (
            cells[place].strip(_AROUND) if place is not None and place < len(cells) else ""
            for place in places
        )
        if name and sha256 and len(cells) <= width:
            lines.append(Line(cells[places[0]].strip('"'), sha256.lower(), sent_at))
        else:
            damaged.append(number)
    return Manifest(lines, damaged)


def _decoded_lines(data: bytes) -> list[str | None]:
    """The lines of the text; None for a line that is neither UTF-8 nor GBK."""
    if data.startswith(_UTF_16):
        return list(re.split("\r\n|\n|\r", data.decode("utf-16", errors="replace")))
    return [_decoded(line) for line in re.split(b"\r\n|\n|\r", data)]


def _decoded(line: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        try:
            return line.decode(encoding).lstrip(_MARK)
        except UnicodeDecodeError:
            continue
    return None


def _header(header: str | None) -> tuple[str, tuple[int, int, int | None]]:
    """The separator that makes the header known, and the places of name, sha256 and time."""
    for separator in _SEPARATORS:
        names = [header_key(name).strip('"').lower() for name in _cells(header or "", separator)]
        if _FILE in names and _SHA256 in names:
            sent_at = names.index(_SENT_AT) if _SENT_AT in names else None
            return separator, (names.index(_FILE), names.index(_SHA256), sent_at)
    raise UnreadableManifest("its first line does not name the columns file and sha256")


def _cells(row: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([row], delimiter=separator), [])
    except csv.Error:
        return []
