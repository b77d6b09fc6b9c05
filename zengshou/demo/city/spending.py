"""Rigid spending, and money that is recorded but does not count as income."""

from array import array
from datetime import date
from random import Random

from zengshou.demo.city.claims import Settlement
from zengshou.demo.city.households import Household
from zengshou.demo.city.months import Calendar

_SCHOOL_FEES = {"小学": (40, 200), "初中": (100, 500), "高中": (600, 1500), "大专": (2600, 5200)}
# item, yearly chance, amount in yuan
_MISHAPS: tuple[tuple[str, float, tuple[int, int]], ...] = (
    ("out_housing", 0.015, (2500, 18000)),
    ("out_disaster", 0.012, (800, 7000)),
    ("out_other", 0.12, (100, 900)),
    ("ex_relief", 0.06, (200, 1000)),
)


def _medical(calendar: Calendar, settlements: list[Settlement], factor: float) -> "array[int]":
    """Declared medical spending: the declared part of the own share of the settlements."""
    series = array("q", bytes(8 * len(calendar.simulated)))
    for settlement in settlements:
        series[calendar.index(settlement.day)] += settlement.own
    for position, cents in enumerate(series):
        series[position] = max(0, round(cents * factor))
    return series


def spend(
    rng: Random,
    house: Household,
    calendar: Calendar,
    settlements: list[Settlement],
    deviations: dict[str, float],
) -> dict[str, "array[int]"]:
    """Monthly cents of rigid spending and of uncounted money, by item code."""
    factor = deviations.get("medical", 1.0)
    found = {"out_medical": _medical(calendar, settlements, factor)}

    def add(item: str, position: int, yuan: int) -> None:
        series = found.setdefault(item, array("q", bytes(8 * len(calendar.simulated))))
        series[position] += yuan * 100

    for position, month in enumerate(calendar.simulated):
        if month.month in (3, 9):
            for fee in _fees(rng, house, month):
                add("out_education", position, fee)
        for item, chance, (low, high) in _MISHAPS:
            if rng.random() < chance / 12:
                add(item, position, rng.randint(low, high))
    for settlement in settlements:
        if settlement.own > 800_000 and rng.random() < 0.5:
            position = calendar.index(settlement.day)
            add("ex_insurance_claim", position, settlement.own // 40_000 * 100)
    return found


def _fees(rng: Random, house: Household, month: date) -> list[int]:
    """School fees of one term, one per student."""
    schools = [member.school(month) for member in house.members if member.present(month)]
    return [rng.randint(*_SCHOOL_FEES[school]) for school in schools if school]
