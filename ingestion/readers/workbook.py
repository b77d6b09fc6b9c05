"""Checks that a workbook is safe to open, before calamine reads the bytes.

calamine unpacks all content of a workbook and reads a sheet as one block from its first to its last
filled cell. Therefore each entry is first unpacked here, piece by piece, and its bytes are counted:
this detects false sizes (zip bombs) and damage (checksums). The cells of each sheet are checked
before calamine expands them (`sheet_cells`), so that reading takes no more memory than
docs/operations.md states. Source: feeds.md, F01.
"""

import re
from collections.abc import Iterable, Sequence

from ingestion.readers.package import PIECE, Package, too_large
from ingestion.readers.sheet_cells import (
    ErrorCells,
    SharedTexts,
    SheetLook,
    error_cells,
    shared_lengths,
    shared_places,
)

#: Signs that a sheet has texts of its own, or is written in a way that a plain search cannot read.
_NOT_ONLY_SHARED = (b"str", b"Str", b"&", b"<!", b"\0")


class CheckedWorkbook:
    """A complete workbook of at most `max_unpacked` bytes when unpacked."""

    def __init__(self, package: Package, max_unpacked: int) -> None:
        """Unpack everything once; raises CannotRead (F01)."""
        self._package = package
        self._max_unpacked = max_unpacked
        self._shared = package.path_of("sharedStrings")
        self._texts = SharedTexts()
        #: Small sheets, so that they are unpacked only once.
        self._kept: dict[str, list[bytes]] = {}
        self._places: dict[frozenset[str], dict[str, list[int]]] = {}
        self._unpack_everything()

    def _unpack_everything(self) -> None:
        room = self._max_unpacked
        kept = {sheet.path for sheet in self._package.sheets if sheet.is_worksheet}
        for path, entry in self._package.entries.items():
            pieces = self._kept[path] = []
            for piece in self._package.unpack(path):
                room -= len(piece)
                if room < 0:
                    raise too_large(self._max_unpacked)
                if path == self._shared:
                    self._texts.feed(piece)
                elif path in kept and entry.file_size <= PIECE:
                    pieces.append(piece)

    def error_cells(self, path: str) -> ErrorCells:
        """The cells of a sheet with an error such as `#DIV/0!`, or a formula without a result.

        Raises CannotRead (F01) if its filled cells span too much, or hold more than `max_unpacked`
        bytes of the texts that cells share.
        """
        look = SheetLook()
        for piece in self._pieces(path):
            look.feed(piece)
        look.end()
        if not look.needs_closer_look(self._texts.longest, self._max_unpacked):
            return {}
        lengths = shared_lengths(self._package.unpack(self._shared)) if self._shared else []
        return error_cells(self._pieces(path), lengths, self._max_unpacked)

    def may_hold(self, path: str, headers: Sequence[set[str]]) -> bool:
        """False if the sheet certainly lacks a header of one of the sets.

        A small sheet whose texts are all shared has the numbers of its texts in its cells.
        """
        xml = b"".join(self._kept.get(path, ()))
        if not xml or not self._shared or any(odd in xml for odd in _NOT_ONLY_SHARED):
            return True
        wanted = frozenset[str]().union(*headers)
        if wanted not in self._places:
            self._places[wanted] = shared_places(self._package.unpack(self._shared), wanted)
        known = self._places[wanted]
        return all(
            any(re.search(rb">\s*%d\s*<" % place, xml) for key in keys for place in known[key])
            for keys in headers
        )

    def _pieces(self, path: str) -> Iterable[bytes]:
        return self._kept.get(path) or self._package.unpack(path)
