"""Checks that a workbook is safe to open, before calamine reads the bytes.

calamine unpacks all content of a workbook and reads a sheet as one block from its first to its last
filled cell. Therefore each entry is first unpacked here, piece by piece, and its bytes are counted:
this detects false sizes (zip bombs) and damage (checksums). The cells of each sheet are checked
before calamine expands them (`sheet_cells`), so that reading takes no more memory than
docs/operations.md states. Source: feeds.md, F01.
"""

from ingestion.readers.package import Package, too_large
from ingestion.readers.sheet_cells import (
    ErrorCells,
    SharedTexts,
    SheetLook,
    error_cells,
    shared_lengths,
)


def check_workbook(package: Package, max_unpacked: int) -> dict[str, ErrorCells]:
    """The cells with an error such as `#DIV/0!`, by path of the sheet.

    Raises CannotRead (F01) unless the bytes are a complete, safe workbook of at most `max_unpacked`
    bytes when unpacked, with at most as many bytes in the texts that cells share.
    """
    shared = package.path_of("sharedStrings")
    texts, sheets = _look_through(package, shared, max_unpacked)
    closer = [
        path for path, look in sheets.items() if look.needs_closer_look(texts.longest, max_unpacked)
    ]
    lengths: list[int] = []
    if closer and shared:
        lengths = shared_lengths(package.unpack(shared))
    return {path: error_cells(package.unpack(path), lengths, max_unpacked) for path in closer}


def _look_through(
    package: Package, shared: str | None, max_unpacked: int
) -> tuple[SharedTexts, dict[str, SheetLook]]:
    """Scan the shared texts and each sheet, while everything is unpacked once."""
    worksheets = {sheet.path for sheet in package.sheets if sheet.is_worksheet}
    texts, sheets, room = SharedTexts(), {}, max_unpacked
    for path in package.entries:
        look: SharedTexts | SheetLook | None = None
        if path == shared:
            look = texts
        elif path in worksheets:
            look = sheets[path] = SheetLook()
        for piece in package.unpack(path):
            room -= len(piece)
            if room < 0:
                raise too_large(max_unpacked)
            if look:
                look.feed(piece)
        if isinstance(look, SheetLook):
            look.end()
    return texts, sheets
