"""Illness: settlements of the medical insurance, and periods of insurance."""

from dataclasses import dataclass
from datetime import date
from random import Random

from zengshou.demo.city.households import Household
from zengshou.demo.city.months import Calendar
from zengshou.demo.city.people import Person

_SERIOUS = "患有大病"


@dataclass(frozen=True, slots=True)
class Settlement:
    """One settlement line, money in cents (negative in a reversal).

    `parts` are hifp_pay, hifmi_pay, maf_pay, oth_pay; `own` is what the person pays.
    """

    number: int
    member: int
    day: date
    med_type: str
    parts: tuple[int, int, int, int]
    own: int
    reversal: bool = False


def _visit_chance(person: Person, day: date) -> tuple[float, float]:
    """Monthly probability of an outpatient visit and of a hospital stay."""
    age = person.age(day)
    visit, stay = 0.012, 0.0006
    if age >= 60:
        visit, stay = 0.03, 0.002
    if "长期慢性病" in person.health:
        visit, stay = visit + 0.09, stay + 0.003
    if _SERIOUS in person.health:
        visit, stay = visit + 0.15, stay + 0.02
    return visit, stay


def _bill(rng: Random, number: int, member: int, day: date, kind: str) -> Settlement:
    """A settlement with consistent parts; kind is outpatient, stay or serious."""
    med_type, low, high, own_low, own_high = {
        "outpatient": ("11", 60, 500, 0.35, 0.6),
        "stay": ("21", 3500, 18000, 0.25, 0.42),
        "serious": ("21", 32000, 110000, 0.2, 0.34),
    }[kind]
    fee = rng.randint(low * 100, high * 100)
    own = int(fee * rng.uniform(own_low, own_high))
    fund = fee - own
    extra = [fund * part // 100 for part in ((0, 0, 0) if kind == "outpatient" else (12, 6, 1))]
    parts = (fund - sum(extra), extra[0], extra[1], extra[2])
    return Settlement(number, member, day, med_type, parts, own)


def _reverse(settlement: Settlement, number: int) -> Settlement:
    """A reversal of the settlement, with a number of its own."""
    a, b, c, d = settlement.parts
    return Settlement(
        number, settlement.member, settlement.day, settlement.med_type,
        (-a, -b, -c, -d), -settlement.own, True,
    )  # fmt: skip


def household_settlements(
    rng: Random, house: Household, calendar: Calendar, serial: int, crisis: date | None
) -> list[Settlement]:
    """All settlements of a household; `crisis` is a month in which the head falls seriously ill."""
    found: list[Settlement] = []

    def add(member: int, month: date, kind: str) -> None:
        number = serial * 1000 + len(found)
        found.append(_bill(rng, number, member, month.replace(day=rng.randint(1, 28)), kind))

    for member, person in enumerate(house.members):
        if not person.has_id:
            continue
        visit, stay = _visit_chance(person, calendar.simulated[0])
        for month in calendar.simulated:
            if not person.present(month):
                continue
            if rng.random() < visit:
                add(member, month, "outpatient")
            if rng.random() < stay:
                add(member, month, "serious" if rng.random() < 0.2 else "stay")
    if crisis is not None and house.members[0].present(crisis) and house.members[0].has_id:
        add(0, crisis, "serious")
    for settlement in list(found):
        if rng.random() < 0.01:
            found.append(_reverse(settlement, serial * 1000 + len(found)))
    return found


def uninsured_spell(rng: Random, calendar: Calendar, insured: float) -> tuple[date, date] | None:
    """First and last month without medical insurance; None for most persons.

    `insured` is the share insured at any time. People are uninsured for an insurance year (a
    calendar year), or they pay late and are insured from April on.
    """
    missing = 1 - insured
    draw = rng.random()
    years = range(calendar.simulated[0].year, calendar.simulated[-1].year + 1)
    if draw < missing:
        return date(years[-1], 1, 1), date(years[-1], 12, 1)
    if draw < 2 * missing and len(years) > 1:
        return date(years[-2], 1, 1), date(years[-2], 12, 1)
    if draw < 2.6 * missing:
        return date(years[-1], 1, 1), date(years[-1], 3, 1)
    return None
