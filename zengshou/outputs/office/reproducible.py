"""A workbook's bytes that are the same for the same content, whenever they are written."""

import io
import zipfile
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

EPOCH = (1980, 1, 1, 0, 0, 0)


def stable_bytes(book: Workbook, moment: datetime) -> bytes:
    """The xlsx file, as if it had been made at `moment` (aware)."""
    made_at = moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    book.properties.created = book.properties.modified = made_at
    written, fixed = io.BytesIO(), io.BytesIO()
    # not book.save: it sets the time, and packs what is packed below
    ExcelWriter(book, zipfile.ZipFile(written, "w")).save()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            info = zipfile.ZipInfo(entry.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(entry))
    return fixed.getvalue()
