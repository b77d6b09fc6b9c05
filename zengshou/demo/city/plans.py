"""Plans all problems and send times in the city, once for all senders."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.dispatch import Plan
from zengshou.demo.city.months import months_between, shift
from zengshou.demo.city.parcels import office_hour
from zengshou.demo.city.places import Village
from zengshou.demo.city.profiles import Profile, profile_of

_FAULTS = {
    "household_roster": ("F01", "F03", "F06"),
    "income_detail": ("F01", "F03"),
    "social_security": ("F01", "F03", "F06"),
    "medical_insurance": ("F01", "F03", "F06"),
    "employment": ("F01", "F02", "F03", "F06"),
    "civil_affairs": ("F01", "F03", "F06"),
    "disability": ("F01", "F03", "F08"),
    "farm_subsidy": ("F01", "F03"),
    "farm_insurance": ("F01", "F02", "F07"),
    "linkage_projects": ("F02", "F03", "F07"),
    "small_loan": ("F01", "F08", "F09"),
    "training": ("F01", "F02"),
    "workshop": ("F02", "F06"),
    "public_post": ("F01", "F03"),
    "consumption": ("F03", "F07"),
    "collective_economy": ("F01", "F07"),
    "land_shares": ("F03", "F08"),
}
_VILLAGE_FAULTS = ("F01", "F02", "F03", "F04", "F05", "F06")
_REJECTS = ("V01", "V02", "V03", "V04", "V05")
_WARNINGS = ("W01", "W02", "W06", "W07", "W08", "W09")
_LONGEST_DELAY = 9


@dataclass
class VillagePlan:
    """The plan for a village's report of one month.

    `mistakes` are rule codes broken in the final version, `early_mistakes` those of the draft
    before it. A `missing` report is never sent.
    """

    sent_at: datetime
    missing: bool = False
    mistakes: list[str] = field(default_factory=list)
    early_mistakes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    draft: bool = False
    correction_days: int = 2
    copy: bool = False
    listed: bool = True


def _usual(city: City, month: date, profile: Profile, rng: Random) -> VillagePlan:
    """An ordinary month of a village, with the mistake rate of its county."""
    dirt, due_day = city.parameters.dirt, city.policy.due_day
    day = (
        rng.randint(1, due_day)
        if rng.random() < profile.on_time
        else due_day + rng.randint(1, _LONGEST_DELAY)
    )
    plan = VillagePlan(office_hour(rng, shift(month, 1).replace(day=day)))
    plan.missing = rng.random() < profile.missing * dirt
    rows = city.parameters.households_per_village
    chance = 0.8 * profile.sloppy * dirt
    plan.mistakes = [rng.choice(_REJECTS) for _ in range(rows) if rng.random() < chance]
    if rng.random() < 0.03 * dirt:
        plan.mistakes.append(rng.choice(_WARNINGS))
    if rng.random() < 0.012 * dirt:
        plan.faults.append(rng.choice(_VILLAGE_FAULTS))
    plan.draft = rng.random() < 0.03 * dirt
    plan.correction_days = rng.choice((1, 2, 3, 3, 25, 45))
    plan.copy = rng.random() < 0.01 * dirt
    plan.listed = rng.random() >= 0.01 * dirt
    return plan


def _careful_year(city: City) -> set[tuple[Village, date]]:
    """The months of the last full calendar year in which the first village loses no row.

    Only then can its dividends be compared (`dividend_gap`).
    """
    december = [month for month in city.calendar.months if month.month == 12][-1:]
    year = {month for last in december for month in months_between(shift(last, -11), last)}
    return {(city.places.villages[0], month) for month in city.calendar.months if month in year}


@lru_cache(maxsize=1)
def village_plans(city: City) -> dict[tuple[Village, date], VillagePlan]:
    """The plan of every village and month; if `dirt` is above 0, each rule is broken somewhere."""
    rng = city.rng("plans")
    plans = {
        (village, month): _usual(city, month, profile_of(village.county), rng)
        for village in city.places.villages
        for month in city.calendar.months
    }
    if city.parameters.dirt <= 0:
        return plans
    careful = _careful_year(city)
    for key in careful:
        plans[key].missing = False
        plans[key].mistakes = [rule for rule in plans[key].mistakes if rule not in _REJECTS]
    open_plans = [plan for key, plan in plans.items() if not plan.missing and key not in careful]
    if not open_plans:
        open_plans = [next(iter(plans.values()))]
        open_plans[0].missing = False
    for rule in (*_REJECTS, *_WARNINGS):
        rng.choice(open_plans).mistakes.append(rule)
    for fault in _VILLAGE_FAULTS:
        plan = rng.choice(open_plans)
        plan.faults = [*(other for other in plan.faults if other != fault), fault]
    # Improbable wages occur only in drafts: in the final version they would distort growth.
    unlikely = rng.choice(open_plans)
    unlikely.draft, unlikely.early_mistakes = True, ["W04"]
    rng.choice(open_plans).copy = True
    return plans


def office_plans(city: City, feed: str, periods: list[str]) -> dict[str, Plan]:
    """The problems of a department's files, by period."""
    rng, dirt = city.rng("plans", feed), city.parameters.dirt
    if dirt <= 0:
        return {period: Plan() for period in periods}
    faults: dict[str, list[str]] = {period: [] for period in periods}
    for fault in _FAULTS[feed]:
        # Different faults in a folder: a second file with the same fault would be an exact copy.
        count = min(len(periods), max(1, round(dirt * len(periods) / 24)))
        for period in rng.sample(periods, count):
            faults[period].append(fault)
    copied = rng.choice(periods)
    return {
        period: Plan(
            faults=faults[period],
            draft=rng.random() < 0.08 * dirt,
            correction_days=rng.choice((1, 2, 8)),
            copy=period == copied or rng.random() < 0.04 * dirt,
            listed=rng.random() >= 0.04 * dirt,
        )
        for period in periods
    }


def signed_on(plan: VillagePlan) -> date:
    """填报日期 in a workbook: the day of sending, or the day before."""
    return plan.sent_at.date() - timedelta(days=plan.sent_at.minute % 2)
