"""Cell values: conversion to text, and the trimming and width rules of all feeds.

The functions of `migrations/sql/cell_functions.sql` parse money, dates and counts in the database.
`normalise` here and `cell.text` there implement the same rule. Source: feeds.md, "Cell values".
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

#: Characters that nobody sees: all spaces of Unicode, tabs and line breaks; zero-width and
#: directional characters and byte-order marks.
BLANKS = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062"
    "\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)

_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
_HEADER = _NARROW | dict.fromkeys(map(ord, BLANKS))

LONGEST_CODE = 64
#: Codes whose digits were lost, error values and formulas without a result.
_NO_CODE = re.compile(
    r"=|#(?:N/A|NAME[?]|REF!|DIV/0!|VALUE!|NUM!|NULL!|GETTING_DATA)$|-?[0-9][.][0-9]{14}E[+][0-9]+$"
)

#: A number of at least this size has 16 digits: spreadsheets keep 15 of them.
_INEXACT = 1e15

_MONTH = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})|/([0-9]{1,2})|\.([0-9]{1,2})|年([0-9]{1,2})月份?|([0-9]{2}))"
)
_DATE_CELL = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])?"
)
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
SERIAL_DAYS = range(20_000, 60_001)
_DAY_ZERO = date(1899, 12, 30)

CellValue = str | int | float | bool | date | datetime | time | timedelta | None


def render(value: CellValue) -> str | None:
    """The text of a cell as its sender sees it; None for an empty cell.

    Numbers become their shortest exact decimal without exponent or `.0`, so a code typed as a
    number stays that code; numbers of 16 or more digits, which are not exact, have an exponent.
    Text stays unchanged; dates become ISO 8601.
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return _render_float(value)
    if isinstance(value, int) and abs(value) >= _INEXACT:
        return _inexact(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return _to_second(value).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def text_of(value: CellValue) -> str | None:
    """A cell's text; `_x0000_` stands for a NUL character, which no database accepts."""
    if type(value) is float:
        return _render_float(value)
    if type(value) is str:
        return value.replace("\0", "\ufffd") or None
    return render(value)


def texts_of(values: Iterable[CellValue]) -> list[str | None]:
    """The texts of a row."""
    return [text_of(value) for value in values]


@lru_cache(maxsize=10_000)  # most amounts of a feed repeat
def _render_float(value: float) -> str:
    if abs(value) >= _INEXACT:
        return _inexact(value)
    if value.is_integer():
        return str(int(value))
    text = repr(value)
    return format(Decimal(text), "f") if "e" in text else text


def _inexact(value: float) -> str:
    """A number of 16 or more digits, as spreadsheets show it: its last digits are lost."""
    return f"{value:.14E}"


def _to_second(value: datetime) -> datetime:
    """Round to seconds: spreadsheets store a fraction of a day, 10:00 may become 09:59:59.999."""
    return value.replace(microsecond=0) + timedelta(seconds=round(value.microsecond / 1_000_000))


def normalise(text: str | None) -> str | None:
    """The text without surrounding blanks and with half-width digits and letters; None if blank."""
    if text is None:
        return None
    return text.strip(BLANKS).translate(_NARROW) or None


def read_code(text: str | None) -> str | None:
    """The code without blanks in it; None if blank or unreadable, as `cell.code` has it."""
    code = header_key(text)
    return None if len(code) > LONGEST_CODE or _NO_CODE.match(code) else code or None


def is_blank(text: str | None) -> bool:
    """True if the text is empty after trimming."""
    return text is None or not text.strip(BLANKS)


def header_key(text: str | None) -> str:
    """The key for comparing headers: no blanks or line breaks, half-width; may be empty."""
    return (text or "").translate(_HEADER)


def parse_month(text: str | None) -> str | None:
    """`YYYY-MM` of a cell with a month in any of its forms, or of a date cell; otherwise None."""
    tidy = header_key(text)
    if match := _MONTH.fullmatch(tidy):
        year, month = (number for number in match.groups() if number)
        tidy = f"{year}-{month:0>2}-01"
    elif match := _DATE_CELL.fullmatch(tidy):
        tidy = match[1]
    elif (match := _SERIAL.fullmatch(tidy)) and int(match[1]) in SERIAL_DAYS:
        tidy = (_DAY_ZERO + timedelta(days=int(match[1]))).isoformat()
    else:
        return None
    try:
        return date.fromisoformat(tidy).isoformat()[: len("YYYY-MM")]
    except ValueError:
        return None
