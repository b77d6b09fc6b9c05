"""Reads a workbook back as a person sees it: rows below the headings, by heading."""

import io
import zipfile
from typing import Any

import python_calamine

HEADING_ROW = 3


def table(content: bytes, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet's table by heading; what follows a blank row is no part of it."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name(sheet).to_python()[HEADING_ROW:]
    headings = [str(cell) for cell in rows[0]]
    found: list[dict[str, Any]] = []
    for row in rows[1:]:
        if row[0] == "":
            break
        found.append(dict(zip(headings, row, strict=True)))
    return found


def note(content: bytes, sheet: str) -> str:
    """The line under the sheet's title."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return str(book.get_sheet_by_name(sheet).to_python()[1][0])


def names(content: bytes) -> list[str]:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


def parts(content: bytes) -> dict[str, str]:
    """The files inside that are XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist() if "xml" in name}
