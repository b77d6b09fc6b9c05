"""Files as senders make them, for the tests of reading."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from ingestion.contract import Contract

Rows = Sequence[Any]


def workbook(sheets: Mapping[str, Rows], edit: Callable[[Any], None] | None = None) -> bytes:
    """An xlsx of these sheets; `edit` may do more to the xlsxwriter workbook."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        formats = {
            kind: book.add_format({"num_format": text})
            for kind, text in (
                (datetime, "yyyy-mm-dd hh:mm:ss"),
                (date, "yyyy-mm-dd"),
                (time, "hh:mm"),
            )
        }
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at_row, row in enumerate(rows):
                for at_column, value in enumerate(row):
                    if value is not None:
                        _write(sheet, at_row, at_column, value, formats.get(type(value)))
        if edit:
            edit(book)
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, cell_format: Any) -> None:
    if cell_format:
        sheet.write_datetime(row, column, value, cell_format)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write(row, column, value)


def text_file(rows: Rows, encoding: str, line_end: str = "\r\n") -> bytes:
    """A csv of these rows."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=line_end).writerows(rows)
    return stream.getvalue().encode(encoding)


def headers(contract: Contract, table: str | None = None) -> list[str]:
    """The headers of a part (the first one) as the contract names them."""
    part = contract.part(table) if table else contract.parts[0]
    return [column.header for column in part.columns.values()]


def rewrite(data: bytes, changes: Mapping[str, Callable[[bytes], bytes] | None]) -> bytes:
    """The workbook with some entries changed, or left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name not in changes:
                new.writestr(name, content)
            elif change := changes[name]:
                new.writestr(name, change(content))
    return stream.getvalue()
