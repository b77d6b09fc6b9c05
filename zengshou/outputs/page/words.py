"""Figures, months and days as the pages write them; rounding (half up) is for display only."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from zengshou.assessment.rounding import rounded
from zengshou.outputs.dispatch.words import TEN_THOUSAND
from zengshou.outputs.dispatch.words import percent as share
from zengshou.outputs.dispatch.words import year_month as month

__all__ = ["TEN_THOUSAND", "count", "day", "money", "month", "points", "share", "ten_thousands"]

BUSINESS_ZONE = ZoneInfo("Asia/Shanghai")
LONG = 100_000
BLANK = "—"


def money(amount: Decimal | None) -> str:
    """An amount with two decimals."""
    return BLANK if amount is None else f"{rounded(amount):,}"


def ten_thousands(amount: Decimal | None) -> str:
    """A sum of a division in 万元."""
    return BLANK if amount is None else money(amount / TEN_THOUSAND)


def points(value: Decimal | None) -> str:
    """A difference of shares in percentage points with its sign, without a unit."""
    return BLANK if value is None else f"{rounded(value * 100):+}"


def count(value: Decimal | int | None) -> str:
    """A number of things or yuan: whole where it is whole, from 100,000 on in 万."""
    if value is None:
        return BLANK
    exact = rounded(Decimal(value))
    if abs(exact) >= LONG:
        return f"{rounded(exact / TEN_THOUSAND):,}万"
    return f"{rounded(exact, 0) if exact == exact.to_integral_value() else exact:,}"


def day(instant: datetime) -> str:
    """The day in China of an instant."""
    return f"{instant.astimezone(BUSINESS_ZONE):%Y-%m-%d}"
