"""The months of an income year (rules.md, Time)."""

from datetime import date

from ingestion.settings import get_settings


def year_bounds(year: int) -> tuple[date, date]:
    """First and last month of an income year."""
    start = get_settings().income_year_start_month
    if start == 1:
        return date(year, 1, 1), date(year, 12, 1)
    return date(year - 1, start, 1), date(year, start - 1, 1)
