"""A workbook's bytes that are the same for the same content, whenever they are written."""

import io
import re
import zipfile
from datetime import UTC, datetime

from openpyxl import Workbook

EPOCH = (1980, 1, 1, 0, 0, 0)
PROPERTIES = "docProps/core.xml"
DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)")


def stable_bytes(book: Workbook, moment: datetime) -> bytes:
    """The xlsx file, as if it had been made at `moment` (aware)."""
    written, fixed = io.BytesIO(), io.BytesIO()
    book.save(written)
    stamp = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == PROPERTIES:
                content = DATES.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            info = zipfile.ZipInfo(entry.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return fixed.getvalue()
