"""Reproducible office files: equal content gives equal bytes at any time."""

import io
import zipfile
from datetime import UTC, datetime

from docx.document import Document
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


def stable_document(document: Document, title: str, moment: datetime) -> bytes:
    """The docx file with its title, and `moment` as its creation time."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "", ""
    properties.created = properties.modified = moment
    properties.comments, properties.language = "", "zh-CN"
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
