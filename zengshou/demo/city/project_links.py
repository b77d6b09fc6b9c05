"""带动户 of linkage_projects: which households a county's projects and firms reach, and with what.

The places are those of the projects and firms in `projects`: 1 木耳基地, 5 河道清淤 (以工代赈),
6 庭院经济奖补, 7 务工补助; firm 1 buys crops. 肉牛养殖小区 (2) reaches nobody: `project_no_link`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.months import shift
from zengshou.demo.city.people import Person
from zengshou.demo.city.story_money import GRANT, GRANT_MONTHS_AGO

_REACHED = 4  # households of a county by each project
_SHARES, _RELIEF_WORK, _GRANTS, _JOBS = 1, 5, 6, 7
_PAY_MONTH = 5
_GRANT, _UNPAID_GRANT, _JOB_PAY, _UNDECLARED, _CROPS = 200_000, 300_000, 80_000, 2_400_000, 150_000


@dataclass(frozen=True)
class Link:
    """A household that a project (or firm) reaches: 带动方式, cents due and paid, day of payment.

    `place` is that of the project or firm; `yard`: 庭院 is 是.
    """

    place: int
    person: Person
    mode: str
    due: int
    paid: int
    day: date | None
    yard: bool = False
    firm: bool = False


def _declares(city: City, house: Household, prefix: str, month: date) -> int:
    """Cents that a household declares in a month, of items that start so."""
    if month not in city.calendar.simulated:
        return 0
    at = city.calendar.index(month)
    items = city.accounts(house).items
    return sum(series[at] for item, series in items.items() if item.startswith(prefix))


def _some(city: City, county: str, month: date, purpose: str) -> list[Household]:
    """Population households of the county without a story, in an order of the purpose's own."""
    found = [
        house
        for house in city.households
        if house.village(month).county == county
        and house.counted(month)
        and house.head(month).has_id
        and not city.cast.played_by(house)
    ]
    city.rng("links", county, month.year, purpose).shuffle(found)
    return found


def _paid_in_may(month: date, cents: int) -> tuple[int, date | None]:
    if month.month < _PAY_MONTH:
        return 0, None
    return cents, date(month.year, _PAY_MONTH, 18)


def _share_links(city: City, county: str, month: date) -> Iterator[Link]:
    """资产入股: dividends of 木耳基地, paid in the month in which the household declares them."""
    chosen = 0
    for house in _some(city, county, month, "shares"):
        for late in (11, 12):
            when = date(month.year, late, 1)
            cents = _declares(city, house, "prop_asset_dividend", when)
            if cents and chosen < _REACHED:
                chosen += 1
                paid = cents if when <= month else 0
                mode = ("资产入股", "收益分红")[chosen % 2]
                yield Link(_SHARES, house.head(month), mode, cents, paid, when.replace(day=25))


def _job_links(city: City, county: str, month: date) -> Iterator[Link]:
    """吸纳务工 and 以工代赈, paid in May to households that declare wages in May."""
    may = date(month.year, _PAY_MONTH, 1)
    working = [
        house
        for house in _some(city, county, month, "jobs")
        if _declares(city, house, "wage_", may) >= _JOB_PAY
    ]
    for number, house in enumerate(working[: 2 * _REACHED]):
        paid, day = _paid_in_may(month, _JOB_PAY)
        if number == 0:
            day = None
        relief = number % 2 == 1
        place, mode = (_RELIEF_WORK, "以工代赈") if relief else (_JOBS, "吸纳务工")
        yield Link(place, house.head(month), mode, _JOB_PAY, paid, day)
    for house in city.households:
        outside = house.listed(month) and not house.counted(month)
        if outside and house.village(month).county == county and house.head(month).has_id:
            paid, day = _paid_in_may(month, _JOB_PAY)
            yield Link(_JOBS, house.head(month), "吸纳务工", _JOB_PAY, paid, day)
            return


def _grant_links(city: City, county: str, month: date) -> Iterator[Link]:
    """到户奖补 for courtyards, paid in May."""
    for house in _some(city, county, month, "grants")[:_REACHED]:
        paid, day = _paid_in_may(month, _GRANT)
        yield Link(_GRANTS, house.head(month), "到户奖补", _GRANT, paid, day, yard=True)


def _crop_links(city: City, county: str, month: date) -> Iterator[Link]:
    """订单生产: the first firm buys crops in January."""
    january = date(month.year, 1, 1)
    selling = [
        house
        for house in _some(city, county, month, "crops")
        if _declares(city, house, "biz_crops", january) >= _CROPS
    ]
    for house in selling[:_REACHED]:
        day = january.replace(day=16)
        yield Link(1, house.head(month), "订单生产", _CROPS, _CROPS, day, firm=True)


def _story_links(city: City, county: str, month: date) -> Iterator[Link]:
    """The households whose stories are about projects."""
    last = city.calendar.months[-1]
    granted = shift(last, -GRANT_MONTHS_AGO)

    def plays(code: str) -> Person | None:
        role = city.cast.roles.get(code)
        here = role is not None and role.house.village(month).county == county
        return role.house.head(month) if role is not None and here else None

    if person := plays("grant_unpaid"):
        paid, day = _paid_in_may(month, _UNPAID_GRANT // 2)
        yield Link(_GRANTS, person, "到户奖补", _UNPAID_GRANT, paid, day, yard=True)
    if person := plays("grant_as_income"):
        on_time = granted.year == month.year and granted <= month
        day = granted.replace(day=15) if on_time else None
        yield Link(_GRANTS, person, "到户奖补", GRANT, GRANT if on_time else 0, day, yard=True)
    if person := plays("not_declared"):
        paid, day = _paid_in_may(month, _UNDECLARED)
        yield Link(_JOBS, person, "吸纳务工", _UNDECLARED, paid, day)


def county_links(city: City, county: str, month: date) -> Iterator[Link]:
    """All households that the county's projects and firms reach, until the quarter's end."""
    yield from _story_links(city, county, month)
    yield from _share_links(city, county, month)
    yield from _job_links(city, county, month)
    yield from _grant_links(city, county, month)
    yield from _crop_links(city, county, month)
