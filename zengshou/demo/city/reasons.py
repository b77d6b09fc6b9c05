"""Reasons for changes of income or spending, as the cadre writes them in the workbook."""

from datetime import date

from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.profiles import profile_of

_USUAL = ("因病", "因残", "因学", "因务工就业不稳", "因产业失败", "缺劳动力", "其他")


def _per_capita(city: City, house: Household, year: int) -> float | None:
    """Declared per-capita net of an income year in yuan; None for years before the records."""
    calendar, accounts = city.calendar, city.accounts(house)
    position = 12 * (year - calendar.years[0])
    members = house.annual_members(calendar.begin_of(max(year, calendar.years[0])), calendar)
    if position >= 0:
        return sum(accounts.net(at) for at in range(position, position + 12)) / 100 / members
    if year < calendar.years[0] - 1:
        return None
    total = sum(
        -cents if item == "cost_business" else cents for item, cents in accounts.before.items()
    )
    return total / 100 / members


def _fell_behind(city: City, house: Household, year: int) -> bool:
    """True for households on one of the year's lists.

    Income fell last year, or a 脱贫户 is below the line.
    """
    last, before = _per_capita(city, house, year - 1), _per_capita(city, house, year - 2)
    if last is None:
        return False
    below = house.registered and last < city.policy.low_income_line
    return below or (before is not None and last < before)


def year_reasons(city: City, house: Household, year: int) -> dict[date, str]:
    """收支变化原因 by month of an income year; months without a reason are blank."""
    calendar = city.calendar
    rng = city.rng("reasons", house.household_id, year)
    diligent = rng.random() < profile_of(house.home.county).reasoned
    months = [month for month in calendar.simulated if calendar.year_of(month) == year]
    found = {month: rng.choice(_USUAL) for month in months if rng.random() < 0.008}
    shock = city.accounts(house).shocks.get(year - calendar.years[0])
    if shock is not None and diligent:
        found |= {month: shock.reason for month in months[shock.begin :] if rng.random() < 0.7}
    if diligent and _fell_behind(city, house, year):
        reason = shock.reason if shock else rng.choice(_USUAL)
        found[months[rng.randrange(4)]] = reason
        found |= {month: reason for month in months if rng.random() < 0.15}
    return found
