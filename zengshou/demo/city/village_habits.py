"""Findings that need several months: the same wage again (W03), income without cost (W05)."""

from datetime import date

from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Row
from zengshou.demo.city.months import shift
from zengshou.demo.city.parcels import Parcel
from zengshou.demo.city.village import FIRST_ROW, Report

_SAME_MONTHS = 6


class Habits:
    """Tracks a village's accepted rows over the months, as the receiver does.

    Households that move are left out: their other months are in another village's files.
    """

    def __init__(self, city: City) -> None:
        self._calendar = city.calendar
        self._moving = {house.household_id for house in city.households if house.moved}
        self._wages: dict[tuple[str, date], int] = {}
        self._costs: dict[tuple[str, int], int] = {}

    def note(self, parcel: Parcel, name: str, report: Report, *, counts: bool) -> None:
        """Record W03 and W05 in a version of a month; call it in order of months.

        `counts`: later months are compared with this version.
        """
        for number, row in enumerate(report.table.rows, FIRST_ROW):
            household = str(row.cells[1])
            # Rejected rows get no warnings; an empty line is not a row.
            if not household or household in self._moving or _rejected(row):
                continue
            wage, business, cost = _sums(report, row)
            if wage and self._copied(household, report.month, wage):
                parcel.note(name, "W03", number)
            year = self._calendar.year_of(report.month)
            so_far = self._costs.get((household, year), 0) + cost
            if business and not so_far:
                parcel.note(name, "W05", number)
            if counts:
                self._wages[household, report.month] = wage
                self._costs[household, year] = so_far

    def _copied(self, household: str, month: date, wage: int) -> bool:
        before = (shift(month, -back) for back in range(1, _SAME_MONTHS))
        return all(self._wages.get((household, earlier)) == wage for earlier in before)


def _rejected(row: Row) -> bool:
    return any(rule.startswith("V") for rule in row.rules)


def _sums(report: Report, row: Row) -> tuple[int, int, int]:
    """务工收入, all business income and its cost, in cents."""
    table = report.table
    first, last = table.column("种植业收入"), table.column("其他经营性收入")
    business = sum(cents for cents in row.cells[first : last + 1] if isinstance(cents, int))
    wage, cost = row.cells[table.column("务工收入")], row.cells[table.column("生产经营性支出")]
    return (
        wage if isinstance(wage, int) else 0,
        business,
        cost if isinstance(cost, int) else 0,
    )
