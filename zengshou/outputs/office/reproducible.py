"""Reproducible workbooks: equal content gives equal bytes at any time."""

import io
import zipfile
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

EPOCH = (1980, 1, 1, 0, 0, 0)


def stable_bytes(book: Workbook, moment: datetime) -> bytes:
    """The xlsx file with `moment` (timezone-aware) as its creation time."""
    made_at = moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    book.properties.created = book.properties.modified = made_at
    written, fixed = io.BytesIO(), io.BytesIO()
    # not book.save: it sets the current time and packs the archive
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
