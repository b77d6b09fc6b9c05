"""The known data about a village's households before it reports a month.

The data comes from the last `zengshou run`: the roster in force, the reports of departments about
authorised households, the village's own earlier reports. Source: feeds.md, household_roster,
village_submission, "Data protection".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from expectations.answerable import ANSWERABLE
from ingestion.errors import ZengshouError

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNITS = """
select
    unit.village_code,
    register.division_name as village_name,
    township.division_name as township_name,
    county.division_name as county_name
from reference.reporting_units as unit
inner join reference.division_register as register on unit.village_code = register.division_code
inner join reference.division_register as township
    on register.parent_code = township.division_code
inner join reference.division_register as county on register.county_code = county.division_code
where (unit.village_code = :code or register.county_code = :code)
    and unit.valid_from <= :month and coalesce(unit.valid_to >= :month, true)
order by unit.village_code
"""
KNOWN = "select level, division_name from reference.division_register where division_code = :code"
ROSTER = """
select max(roster_month) from intermediate.int_roster_household where roster_month <= :month
"""
HOUSEHOLDS = """
select
    household.village_code, household.household_id, household.current_members,
    head.name_token, head.citizen_id_token
from intermediate.int_roster_household as household
inner join raw.household_roster as head
    on household.head_load_id = head.load_id and household.head_row_number = head.row_number
where household.roster_month = :roster
    and household.village_code = any(:villages)
    and household.is_population
order by household.village_code, household.household_id collate "C"
"""
FIGURES = """
select household_id, item, amount, is_value from intermediate.int_form_figure
where month = :month and household_id = any(:households)
"""
SENDERS = "select item, feed from reference.form_items"
REPORTED = """
select * from staging.stg_village_submission
where month = any(:months) and household_id = any(:households)
"""


class NoForm(ValueError):
    """The requested form cannot be made; the one-line message says why."""


class NothingBuilt(ZengshouError):
    """The warehouse has no roster yet."""


@dataclass(frozen=True)
class Unit:
    """A reporting village."""

    village_code: str
    village_name: str
    township_name: str
    county_name: str


class Figure(NamedTuple):
    """A department's amount in yuan. `is_value`: it stands in the cell, else beside it."""

    amount: Decimal
    is_value: bool


@dataclass
class Household:
    """A household before the report of the month. Amounts are in yuan, by item code."""

    household_id: str
    members: int
    name_token: str | None
    citizen_id_token: str | None
    figures: dict[str, Figure] = field(default_factory=dict)
    reported: dict[date, Mapping[str, Any]] = field(default_factory=dict)


def units(connection: sa.Connection, code: str, month: date) -> list[Unit]:
    """The village with this code, or the reporting villages of the county with this code.

    Raises NoForm for a month in the future, an unknown code, and a village that does not report in
    the month.
    """
    if month > datetime.now(SHANGHAI).date():
        raise NoForm(f"{month:%Y-%m} is in the future")
    rows = connection.execute(sa.text(UNITS), {"code": code, "month": month}).mappings()
    if found := [Unit(**row) for row in rows]:
        return found
    known = connection.execute(sa.text(KNOWN), {"code": code}).one_or_none()
    if known is None:
        raise NoForm(f"there is no division {code}")
    if known.level == "village":
        raise NoForm(f"{known.division_name} ({code}) is not a reporting village in {month:%Y-%m}")
    raise NoForm(f"no village of {known.division_name} ({code}) reports in {month:%Y-%m}")


def households(
    connection: sa.Connection, villages: Iterable[Unit], month: date, items: Iterable[str]
) -> dict[str, list[Household]]:
    """Population households by village code, ordered by household number.

    Raises NoForm if no roster is in force, NothingBuilt before the first build.
    """
    try:
        roster = connection.execute(sa.text(ROSTER), {"month": month}).scalar()
    except sa.exc.ProgrammingError as error:
        raise NothingBuilt("the warehouse has no households yet; run `zengshou run`") from error
    if roster is None:
        raise NoForm(f"no roster is in force for {month:%Y-%m}: its households are not known")
    codes = [unit.village_code for unit in villages]
    rows = connection.execute(sa.text(HOUSEHOLDS), {"roster": roster, "villages": codes}).all()
    found: dict[str, list[Household]] = {code: [] for code in codes}
    for village, number, members, name, citizen_id in rows:
        found[village].append(Household(number, members, name, citizen_id))
    _add_figures(connection, [home for homes in found.values() for home in homes], month, items)
    return found


def answerable_names(connection: sa.Connection) -> list[str]:
    """The Chinese names of what 跟踪反馈 may answer."""
    return [name for _, name in connection.execute(sa.text(ANSWERABLE))]


def feeds_of_figures(connection: sa.Connection) -> dict[str, str]:
    """The department's feed by item of the form."""
    return {row.item: row.feed for row in connection.execute(sa.text(SENDERS))}


def months_beside(month: date) -> tuple[date, date]:
    """The previous month, and the same month of the previous year."""
    last = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
    return last, date(month.year - 1, month.month, 1)


def _add_figures(
    connection: sa.Connection, homes: list[Household], month: date, items: Iterable[str]
) -> None:
    by_number = {home.household_id: home for home in homes}
    numbers, amounts = list(by_number), list(items)
    values = {"month": month, "households": numbers}
    for number, item, *figure in connection.execute(sa.text(FIGURES), values):
        by_number[number].figures[item] = Figure(*figure)
    values = {"months": list(months_beside(month)), "households": numbers}
    for row in connection.execute(sa.text(REPORTED), values).mappings():
        reported = {item: row[item] for item in amounts if row[item]}
        by_number[row["household_id"]].reported[row["month"]] = reported
