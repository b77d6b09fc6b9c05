"""What the owners of worklists know of their items: those of the stories and of `THINGS`.

An owner's approximate view, like that of the villages (`foresight`): an answer to an item that is
not there in the month changes nothing, and its sender is told so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from zengshou.demo.city.benefits import serial
from zengshou.demo.city.canteens import poor_buyers
from zengshou.demo.city.casting import Role
from zengshou.demo.city.city import City
from zengshou.demo.city.collective import weak_villages
from zengshou.demo.city.months import shift
from zengshou.demo.city.places import read_seed
from zengshou.demo.city.profiles import profile_of
from zengshou.demo.city.projects import IDLE, NO_LINK, project_number

CITY, COUNTY, TOWNSHIP, UNIT = "2305", "县（区）", "乡镇", "预算单位"
#: Counties that complete this share of their answers, or more, send their worklists back.
_DILIGENT = 0.9


@dataclass(frozen=True)
class Owner:
    """Who answers: the office with its division, or a 预算单位 with its code."""

    name: str
    division: str


@dataclass(frozen=True)
class Item:
    """An item of an owner: the list's code, the subject, and the month since which it runs."""

    owner: Owner
    code: str
    subject: str
    since: date


Subject = Callable[[Role, str], str]


def _household(role: Role, _county: str) -> str:
    return role.house.household_id


def _person(role: Role, _county: str) -> str:
    return role.person.person_id


def _loan(role: Role, _county: str) -> str:
    return f"DK{serial(role.house):08d}"


def _rent(role: Role, county: str) -> str:
    return f"{county}|HT{serial(role.house):06d}Z"


def _post(role: Role, county: str) -> str:
    return f"{county}|GW{serial(role.house):06d}{role.member}"


#: List, who answers it, its subject, and for how many months it has run before the last one.
_STORIES: tuple[tuple[str, str, Subject, int], ...] = (
    ("carer_missing", "民政局", _person, 9),
    ("double_support", "民政局", _person, 9),
    ("grace_over", "民政局", _household, 1),
    ("grace_ending", "民政局", _household, 0),
    ("dibao_candidate", "民政局", _household, 2),
    ("relief_unreached", "民政局", _household, 0),
    ("post_expired", "人社局", _post, 2),
    ("post_zero", "人社局", _post, 1),
    ("post_double", "人社局", _person, 9),
    ("graduate_no_job", "人社局", _person, 2),
    ("trained_no_job", "人社局", _person, 1),
    ("loan_wanted", "承贷银行", _household, 4),
    ("loan_overdue", "承贷银行", _loan, 2),
    ("loan_due", "承贷银行", _loan, 0),
    ("rent_unpaid", COUNTY, _rent, 6),
    ("grant_unpaid", COUNTY, _household, 6),
)


def known_items(city: City) -> Iterator[Item]:
    """The items that owners answer, in an order that never changes.

    财政局 and 承保机构 answer nothing, neither do counties that care little for their answers.
    """
    yield from _of_stories(city)
    yield from _of_counties(city)
    yield from _of_townships(city)
    yield from _of_units(city)


def _is_diligent(county: str) -> bool:
    return profile_of(county).verified >= _DILIGENT


def _of_stories(city: City) -> Iterator[Item]:
    last = city.calendar.months[-1]
    for code, office, subject, months_ago in _STORIES:
        role = city.cast.roles.get(code)
        if role is None:
            continue
        county = role.house.village(last).county
        if office == COUNTY and not _is_diligent(county):
            continue
        owner = Owner(office, county if office == COUNTY else CITY)
        yield Item(owner, code, subject(role, county), shift(last, -months_ago))


def _of_counties(city: City) -> Iterator[Item]:
    year = city.calendar.months[-1].year
    for county in filter(_is_diligent, city.places.counties):
        for code, place in (("project_no_link", NO_LINK), ("idle_project", IDLE)):
            subject = f"{county}|{project_number(county, year, place)}"
            yield Item(Owner(COUNTY, county), code, subject, date(year, 3, 1))


def _of_townships(city: City) -> Iterator[Item]:
    townships = {
        row["division_code"]: row["parent_code"]
        for row in read_seed("division_register")
        if row["level"] == "village"
    }
    year = city.calendar.months[-1].year
    for village in weak_villages(city):
        if _is_diligent(village.county):
            owner = Owner(TOWNSHIP, townships[village.code])
            yield Item(owner, "weak_village", village.code, date(year - 1, 12, 1))


def _of_units(city: City) -> Iterator[Item]:
    year = city.calendar.months[-1].year
    for county in filter(_is_diligent, city.places.counties):
        for unit in poor_buyers(county):
            subject = f"{county}|{unit}"
            yield Item(Owner(UNIT, subject), "unit_832", subject, date(year, 3, 1))
