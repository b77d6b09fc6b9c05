"""Cell values: conversion to text, and the trimming and width rules of all feeds.

The functions of `migrations/sql/cell_functions.sql` parse money, dates and counts in the database.
`normalise` here and `cell.text` there implement the same rule. Source: feeds.md, "Cell values".
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

#: Ordinary, non-breaking and full-width blanks, tabs (also vertical) and line breaks.
BLANKS = " \t\n\r\v\f\u00a0\u3000"

_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_HEADER = _NARROW | dict.fromkeys(map(ord, BLANKS))

#: For a float below this limit, `int` gives the same digits as the shortest decimal form.
_PLAIN_FLOAT = 1e15

_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})|/([0-9]{1,2})|年([0-9]{1,2})月|([0-9]{2}))")
_DATE_CELL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}:[0-9]{2})?")

CellValue = str | int | float | bool | date | datetime | time | timedelta | None


def render(value: CellValue) -> str | None:
    """The text of a cell as its sender sees it; None for an empty cell.

    Numbers become their shortest exact decimal without exponent or `.0`, so a code typed as a
    number stays that code. Text stays unchanged; dates become ISO 8601.
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return _render_float(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return _to_second(value).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


@lru_cache(maxsize=10_000)  # most amounts of a feed repeat
def _render_float(value: float) -> str:
    if value.is_integer() and abs(value) < _PLAIN_FLOAT:
        return str(int(value))
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def _to_second(value: datetime) -> datetime:
    """Round to seconds: spreadsheets store a fraction of a day, 10:00 may become 09:59:59.999."""
    return value.replace(microsecond=0) + timedelta(seconds=round(value.microsecond / 1_000_000))


def normalise(text: str | None) -> str | None:
    """The text without surrounding blanks and with half-width digits and letters; None if blank."""
    if text is None:
        return None
    return text.strip(BLANKS).translate(_NARROW) or None


def is_blank(text: str | None) -> bool:
    """True if the text is empty after trimming."""
    return text is None or not text.strip(BLANKS)


def header_key(text: str | None) -> str:
    """The key for comparing headers: no blanks or line breaks, half-width; may be empty."""
    return (text or "").translate(_HEADER)


def parse_month(text: str | None) -> str | None:
    """`YYYY-MM` of a cell with a month in any of its forms, or of a date cell; otherwise None."""
    tidy = normalise(text) or ""
    if match := _MONTH.fullmatch(tidy):
        year, month = (number for number in match.groups() if number)
        tidy = f"{year}-{month:0>2}-01"
    elif not _DATE_CELL.fullmatch(tidy):
        return None
    try:
        return datetime.fromisoformat(tidy).isoformat()[: len("YYYY-MM")]
    except ValueError:
        return None
