"""Files as senders write them: workbooks, csv files, the upload gateway's manifest."""

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import xlsxwriter

from zengshou.demo.city.layouts import Cell

_CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 (fixed: the same city has the same bytes)
MANIFEST = "_manifest.csv"


@dataclass(slots=True)
class Sheet:
    """A worksheet: rows from the top, merged ranges as (row, first column, last column)."""

    name: str
    rows: list[list[Cell]]
    merges: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivered file and its manifest data (`sha256` of the bytes that the gateway saw)."""

    feed: str
    period: str
    file_name: str
    sha256: str
    sent_at: datetime
    listed: bool = True


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an .xlsx file, the same bytes for the same cells."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    day_format = book.add_format({"num_format": "yyyy-mm-dd"})
    merged_format = book.add_format({"align": "center"})
    for sheet in sheets:
        target = book.add_worksheet(sheet.name)
        for number, row in enumerate(sheet.rows):
            for column, value in enumerate(row):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    target.write_string(number, column, value)
                elif isinstance(value, date):
                    midnight = datetime.combine(value, time.min)
                    target.write_datetime(number, column, midnight, day_format)
                else:
                    target.write_number(number, column, value)
        for number, first, last in sheet.merges:
            text = sheet.rows[number][first]
            target.merge_range(number, first, number, last, str(text or ""), merged_format)
    book.close()
    return buffer.getvalue()


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Cell]], encoding: str) -> bytes:
    """A csv file in the given encoding (`utf-8-sig` writes the byte order mark)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode(encoding)


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def deliver(
    landing: Path,
    feed: str,
    period: str,
    file_name: str,
    data: bytes,
    sent_at: datetime,
    *,
    noted: str | None = None,
    listed: bool = True,
) -> Receipt:
    """Write a file into the landing zone; its modification time is the time of sending.

    `noted` is the sha256 in the manifest, if it is not that of the bytes. If `listed` is false, the
    manifest has no line for the file.
    """
    folder = landing / feed / period
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name
    path.write_bytes(data)
    os.utime(path, (sent_at.timestamp(), sent_at.timestamp()))
    return Receipt(feed, period, file_name, noted or digest(data), sent_at, listed)


def write_manifests(landing: Path, receipts: Iterable[Receipt]) -> None:
    """Write each folder's manifest, lines in order of receipt."""
    folders: dict[tuple[str, str], list[Receipt]] = {}
    for receipt in receipts:
        folders.setdefault((receipt.feed, receipt.period), []).append(receipt)
    for (feed, period), group in folders.items():
        lines = [
            (receipt.file_name, receipt.sha256, receipt.sent_at.isoformat())
            for receipt in sorted(group, key=lambda r: (r.sent_at, r.file_name))
            if receipt.listed
        ]
        if lines:
            data = csv_file(("file", "sha256", "sent_at"), lines, "utf-8")
            (landing / feed / period / MANIFEST).write_bytes(data)
