"""The period of a file: `YYYY-MM` for monthly feeds, `YYYY` for annual ones."""

import calendar
from datetime import date


def period_start(period: str) -> date:
    """First day of the period."""
    year, _, month = period.partition("-")
    return date(int(year), int(month or 1), 1)


def period_end(period: str) -> date:
    """Last day of the period."""
    start = period_start(period)
    month = start.month if "-" in period else 12
    return date(start.year, month, calendar.monthrange(start.year, month)[1])
