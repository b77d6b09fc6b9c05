"""Values that are legal text, but at the limits of databases, calendars and spreadsheets."""

from collections.abc import Iterator, Sequence

from ingestion.column import CellType
from ingestion.contract import Part
from tests.gate.landing_files import Cell

_LONG = "长" * 3_000
_TEXTS = (
    "\x01\x07\x1b控制字符",
    '=HYPERLINK("http://x")',
    "@SUM(1+1)",
    "'; drop table raw.employment; --",
    "{{ 1/0 }} {% raw %}",
    "%s %(name)s {0}",
    "\\N\\.\\t",
    "😀👨‍👩‍👧‍👦𠮷",
    "\u202e右至左\u2066",
    "a\u0301" * 200,
    "_x0000_ _x0002_",
    _LONG,
)
_CODES = (
    "𠮷" * 64,
    "a" * 64,
    "'",
    '"',
    "\\",
    "%",
    "<&>",
    "NULL",
    "0",
    "-1",
    "1e5",
    "..",
    "/",
    "CON",
)
_AMOUNTS = ("999999999999999.99", "0.005", "0.004", "-0", "１２", "￥ 1,234,567", "7元")
_DATES = (
    *("9999-12-31", "0001-01-01", "1900-02-28", "99991231", "0001.1.1", "9999年12月31日"),
    *("9999999999999", "60000", "20000", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"),
)
_MONTHS = ("9999-12", "0001-01", "999912", "9999年12月份", "60000")
_WHOLE = ("99", "1", "0099", "1.0", "９")

VALUES: dict[CellType, Sequence[str]] = {
    CellType.TEXT: _TEXTS,
    CellType.NAME: _TEXTS,
    CellType.PHONE: (*_TEXTS, "13800138000", "1" * 64),
    CellType.CODE: _CODES,
    CellType.MONEY: _AMOUNTS,
    CellType.DATE: _DATES,
    CellType.MONTH: _MONTHS,
    CellType.INTEGER: _WHOLE,
}


def hostile(part: Part, number: int, kept: Sequence[str]) -> dict[str, Cell]:
    """Cells by header: a value at a limit in each column but those kept, another one per row."""
    return dict(_cells(part, number, kept))


def _cells(part: Part, number: int, kept: Sequence[str]) -> Iterator[tuple[str, Cell]]:
    for place, column in enumerate(part.columns.values()):
        if column.header in kept or column.type not in VALUES:
            continue
        values = VALUES[column.type]
        if column.allowed:
            values = (*column.allowed, "")
        yield column.header, values[(number * 7 + place) % len(values)]
