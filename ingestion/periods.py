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


def begins(period: str, income_year_start_month: int) -> date:
    """First day of the period; a year is an income year (rules.md, "Time")."""
    start = period_start(period)
    if "-" in period or income_year_start_month == 1:
        return start
    return date(max(start.year - 1, 1), income_year_start_month, 1)
