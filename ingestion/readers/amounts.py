"""Reads an amount as `cell.money` does, and turns amounts in 万元 into yuan.

Source: feeds.md, "Cell values" (Money), "Doubtful input" (Units).
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from ingestion.readers.cells import header_key

LONGEST_AMOUNT = 60
_NOTHING = ("", "-", "—", "/", "无", "nan")
_AMOUNT = re.compile(
    r"(-?[¥￥]?|[¥￥]-)(([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]+)?|\.[0-9]+)元?"
)
_SIGNS = str.maketrans("", "", "¥￥,元")
_EXACT = Context(prec=LONGEST_AMOUNT + 10, rounding=ROUND_HALF_UP)
_CENT = Decimal("0.01")
_TEN_THOUSAND = 10_000


def amount(text: str | None) -> Decimal | None:
    """Yuan, half up to two decimals; 0 for a blank and for `-`, `无` …; None if unreadable."""
    exact = _exact(header_key(text))
    return None if exact is None else exact.quantize(_CENT, context=_EXACT)


def _exact(tidy: str) -> Decimal | None:
    if tidy.lower() in _NOTHING:
        return Decimal(0)
    if len(tidy) > LONGEST_AMOUNT or not _AMOUNT.fullmatch(tidy):
        return None
    return Decimal(tidy.translate(_SIGNS))


@lru_cache(maxsize=10_000)  # most amounts of a sheet repeat
def in_yuan(text: str | None) -> str | None:
    """The text of a cell in 万元 as an amount in yuan.

    A cell that itself ends in 元 is in yuan already; blank and unreadable cells stay as they are.
    """
    tidy = header_key(text)
    exact = _exact(tidy)
    if exact is None or tidy.lower() in _NOTHING or tidy.endswith("元"):
        return text
    product = _EXACT.multiply(exact, Decimal(_TEN_THOUSAND)).quantize(_CENT, context=_EXACT)
    return f"{product:f}"
