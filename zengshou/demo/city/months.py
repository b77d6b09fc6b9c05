"""Months, income years and ages for the made-up city."""

import calendar as _calendar
from dataclasses import dataclass
from datetime import date, timedelta


def parse_month(text: str) -> date:
    """First day of a month written `YYYY-MM`."""
    year, month = text.split("-")
    return date(int(year), int(month), 1)


def stamp(month: date) -> str:
    """A month as the folder name of a monthly feed, `YYYY-MM`."""
    return f"{month.year:04d}-{month.month:02d}"


def shift(month: date, count: int) -> date:
    """The month that is `count` months later (earlier if negative)."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def month_end(month: date) -> date:
    """Last day of the month."""
    return shift(month, 1) - timedelta(days=1)


def day_in(month: date, day: int) -> date:
    """The given day of the month, or the month's last day if it is shorter."""
    return month.replace(day=min(day, _calendar.monthrange(month.year, month.month)[1]))


def months_between(first: date, last: date) -> list[date]:
    """All months from `first` to `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [shift(first, step) for step in range(count)]


def income_year(month: date, start: int) -> int:
    """The income year of the month, named after the year in which it ends.

    `start` is the calendar month in which an income year begins (rules.md, Time).
    """
    return month.year + (1 if start > 1 and month.month >= start else 0)


def year_start(year: int, start: int) -> date:
    """First month of an income year."""
    return date(year - 1 if start > 1 else year, start, 1)


def age_on(born: date, day: date) -> int:
    """Completed years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True)
class Calendar:
    """The delivered months, and the whole simulated income years.

    `simulated` starts with the first month of the first delivered income year and ends with the
    last month of the last one, so that yearly tables can be summed from it.
    """

    months: tuple[date, ...]
    simulated: tuple[date, ...]
    years: tuple[int, ...]
    start: int
    years_before: int = 1

    @classmethod
    def of(cls, first: date, last: date, start: int, years_before: int = 1) -> "Calendar":
        """Calendar of the delivered months `first` to `last`."""
        years = range(income_year(first, start), income_year(last, start) + 1)
        begin = year_start(years[0], start)
        simulated = tuple(shift(begin, step) for step in range(12 * len(years)))
        return cls(tuple(months_between(first, last)), simulated, tuple(years), start, years_before)

    @property
    def quarters(self) -> tuple[date, ...]:
        """The delivered last months of quarters: the periods of quarterly feeds."""
        return tuple(month for month in self.months if month.month % 3 == 0)

    def index(self, month: date) -> int:
        """Position of a month in `simulated`."""
        begin = self.simulated[0]
        return (month.year - begin.year) * 12 + month.month - begin.month

    def year_of(self, month: date) -> int:
        """Income year of a month."""
        return income_year(month, self.start)

    def begin_of(self, year: int) -> date:
        """First month of an income year."""
        return year_start(year, self.start)

    @property
    def annual_years(self) -> range:
        """Years with a yearly income table: from `years_before` the first to the last but one."""
        return range(self.years[0] - self.years_before, self.years[-1])
