"""Different readable spellings of the same value (feeds.md, Cell values)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random

from zengshou.demo.city.layouts import Cell, Row, Table

SHANGHAI = timezone(timedelta(hours=8))
# Only full-width digits and letters equal their half-width forms: keep the decimal point.
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_BLANKS = (" ", "\u3000", "\u00a0", "\t", "\n")
NOTHING = ("", "-", "—", "/", "无", "nan", "0.00", "0")


def yuan(cents: int) -> str:
    """Cents as plain yuan with two decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _grouped(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def padded(text: str, rng: Random) -> str:
    """The text with some kind of blank before or after it."""
    blank = rng.choice(_BLANKS)
    return blank + text if rng.random() < 0.5 else text + blank


def money_written(cents: int, rng: Random) -> str:
    """An amount in one of the readable styles."""
    if cents == 0:
        return rng.choice(NOTHING)
    plain = yuan(cents)
    short = plain.removesuffix(".00")
    style = rng.randrange(7)
    if style == 0:
        return _grouped(cents)
    if style == 1 and cents > 0:
        return "￥" + short
    if style == 2 and cents > 0:
        return "¥" + _grouped(cents)
    if style == 3:
        return short + "元"
    if style == 4 and cents > 0:
        return short.translate(_WIDE)
    return padded(short, rng) if style == 5 else plain


def id_written(number: str, rng: Random) -> str:
    """A citizen ID in one of the readable styles."""
    styles: list[Callable[[], str]] = [
        lambda: "'" + number,
        lambda: f'="{number}"',
        lambda: number.translate(_WIDE),
        lambda: padded(number, rng),
        number.lower,
    ]
    if len(number) == 18:
        styles += [
            lambda: "G" + number,
            # A disability certificate number: the ID, then kind and degree.
            lambda: f"{number}{rng.randint(1, 7)}{rng.randint(1, 4)}",
            lambda: f"{number[:6]} {number[6:14]} {number[14:]}",
        ]
    return rng.choice(styles)()


def date_written(day: date, rng: Random) -> Cell:
    """A date in one of the readable styles, or a date cell."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return rng.choice(
        (
            f"{day:%Y%m%d}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y-%m-%d} 09:{rng.randrange(60):02d}:25",
            str(int(midnight.astimezone(UTC).timestamp() * 1000)),
            day,
        )
    )


def month_written(month: date, rng: Random) -> str:
    """A month in one of the readable styles."""
    return rng.choice(
        (
            f"{month:%Y-%m}",
            f"{month:%Y%m}",
            f"{month.year}年{month.month}月",
            f"{month.year}/{month.month}",
        )
    )


def _canonical(kind: str, value: Cell, numbers: bool, blanks: bool) -> Cell:
    if kind == "money" and isinstance(value, int):
        if blanks and not value:
            return ""
        return value / 100 if numbers else yuan(value)
    if kind == "month" and isinstance(value, date):
        return f"{value:%Y-%m}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def _varied(kind: str, value: Cell, rng: Random) -> Cell:
    if kind == "money":
        return money_written(value, rng) if isinstance(value, int) else value
    if kind == "date" and isinstance(value, date):
        return date_written(value, rng)
    if kind == "month" and isinstance(value, date):
        return month_written(value, rng)
    if kind == "count" and isinstance(value, int):
        return str(value)
    if not isinstance(value, str) or not value:
        return value
    if kind == "id":
        return id_written(value, rng)
    if kind == "code" and value.isdigit() and rng.random() < 0.5:
        return int(value)
    if kind == "key" and rng.random() < 0.3:
        return value.translate(_WIDE)
    return padded(value, rng) if kind in ("text", "code", "key") else value


def _is_broken(row: Row) -> bool:
    """True for rows that are wrong on purpose; they keep their style, to have one mistake."""
    return bool(row.rules)


def dress(
    table: Table, rng: Random, share: float, *, numbers: bool = True, blanks: bool = False
) -> list[list[Cell]]:
    """Cells as the sender writes them: a `share` of them in a style that is not canonical.

    With `numbers`, money becomes number cells (workbooks), otherwise text (csv). With `blanks`,
    zero money is an empty cell instead of 0.
    """
    kinds = [kind for _, kind in table.columns]
    width = len(kinds)
    written = [
        [
            value if isinstance(value, str) else _canonical(kind, value, numbers, blanks)
            for kind, value in zip(kinds, row.cells, strict=True)
        ]
        for row in table.rows
    ]
    for _ in range(int(share * len(written) * width)):
        place = rng.randrange(len(written) * width)
        row, column = divmod(place, width)
        if not _is_broken(table.rows[row]):
            value = _varied(kinds[column], table.rows[row].cells[column], rng)
            # A line break in a csv cell would make it hard for a person to count rows.
            one_line = isinstance(value, str) and not numbers
            written[row][column] = str(value).replace("\n", " ") if one_line else value
    return written
