"""A made-up household's sources of income and cost in a base year."""

from dataclasses import dataclass
from datetime import date
from random import Random

from zengshou.demo.city.families import can_work
from zengshou.demo.city.households import Household
from zengshou.demo.city.months import Calendar
from zengshou.demo.city.seasons import COST, EVEN, Weights, season

PENSION_AGE = 60
_LAST_POST_AGE = 64

# channel of the employment feed → item of the village workbook, share of workers, yearly pay
_CHANNELS: tuple[tuple[str, str, float, tuple[int, int]], ...] = (
    ("外出务工", "wage_migrant", 0.26, (14000, 26000)),
    ("县内务工", "wage_migrant", 0.18, (10000, 20000)),
    ("灵活就业", "wage_migrant", 0.10, (6000, 14000)),
    ("自主创业", "wage_migrant", 0.02, (9000, 20000)),
    ("公益性岗位", "wage_public_post", 0.14, (4800, 7200)),
    ("就业帮扶车间", "wage_workshop", 0.06, (8000, 15000)),
)
# item, chance that a household has it, yearly amount in yuan
_OTHERS: tuple[tuple[str, float, tuple[int, int]], ...] = (
    ("biz_crops", 0.66, (4000, 15000)),
    ("biz_livestock", 0.28, (1500, 8000)),
    ("biz_courtyard", 0.35, (600, 3500)),
    ("biz_other", 0.04, (2000, 9000)),
    ("prop_land", 0.36, (1500, 7000)),
    ("prop_asset_dividend", 0.45, (200, 1500)),
    ("prop_collective_dividend", 0.35, (100, 800)),
    ("prop_other", 0.04, (100, 900)),
    ("tr_ecology", 0.10, (300, 1800)),
    ("tr_family_planning", 0.05, (960, 2880)),
    ("tr_other", 0.15, (100, 1000)),
)


@dataclass(slots=True)
class Source:
    """One source of money: yearly yuan in the base year and its distribution over the months.

    `fixed` sources (pensions, posts) follow their own scale, not the household's yearly growth.
    `channel` is set for work that the employment service knows.
    """

    item: str
    yearly: float
    weights: Weights
    fixed: bool = False
    member: int | None = None
    channel: str = ""


def _work(rng: Random, house: Household, calendar: Calendar) -> list[Source]:
    """Wages of the members who work; at most three earners."""
    first, last = calendar.simulated[0], calendar.simulated[-1]
    found: list[Source] = []
    for position, person in enumerate(house.members):
        if len(found) == 3 or not can_work(person, first, last):
            continue
        draw = rng.random()
        for channel, item, share, (low, high) in _CHANNELS:
            draw -= share
            if draw >= 0:
                continue
            post = item != "wage_migrant"
            if post and person.age(last) > _LAST_POST_AGE:
                break
            yearly = float(rng.randint(low, high) // 120 * 120)
            weights = season(item, rng)
            fixed = item == "wage_public_post"
            found.append(Source(item, yearly, weights, fixed, position, channel))
            break
    if rng.random() < 0.15:
        found.append(Source("wage_other", float(rng.randint(500, 4000)), EVEN))
    return found


def _pensions(rng: Random, house: Household, last: date) -> list[Source]:
    """Pensions of members who reach pension age by `last`; yearly amount at that age."""
    found = []
    for position, person in enumerate(house.members):
        if person.age(last) < PENSION_AGE or not person.has_id:
            continue
        employee = rng.random() < 0.05
        monthly = rng.uniform(1300, 2100) if employee else rng.uniform(118, 230)
        yearly = round(monthly, 2) * 12
        found.append(Source("tr_pension", yearly, EVEN, True, position))
    return found


def _support(rng: Random, house: Household, first: date) -> list[Source]:
    """低保, 特困 support and support by children."""
    old = house.members[0].age(first) >= 60
    found = []
    if len(house.members) == 1 and old and rng.random() < 0.22:
        found.append(Source("tr_tekun", rng.uniform(620, 800) * 12, EVEN))
    elif rng.random() < 0.34:
        persons = rng.randint(1, len(house.members))
        found.append(Source("tr_dibao", persons * rng.uniform(230, 380) * 12, EVEN))
    if old and rng.random() < 0.5:
        found.append(Source("tr_support", rng.uniform(600, 4000), EVEN))
    return found


def _fill_up(rng: Random, found: list[Source], wanted: float) -> None:
    """If the total is far from the wanted net, add typical support for such a household."""
    net = sum(source.yearly for source in found)
    if net < 0.75 * wanted:
        item = rng.choice(("tr_dibao", "tr_dibao", "tr_support", "wage_other"))
        found.append(Source(item, 0.9 * wanted - net, EVEN))
    elif all(source.fixed for source in found):
        found.append(Source("tr_support", 0.2 * wanted, EVEN))


def household_sources(
    rng: Random, house: Household, calendar: Calendar, wanted: float
) -> list[Source]:
    """All sources of a household in the base year; their sum is approximately `wanted` (yuan net).

    Business cost comes last, as a positive amount.
    """
    first, last = calendar.simulated[0], calendar.simulated[-1]
    found = [*_work(rng, house, calendar), *_pensions(rng, house, last)]
    found += _support(rng, house, first)
    for item, chance, (low, high) in _OTHERS:
        if rng.random() < chance or (item == "biz_crops" and "omits_cost" in house.habits):
            found.append(Source(item, float(rng.randint(low, high)), season(item, rng)))
    if any(source.item in ("biz_crops", "prop_land") for source in found):
        subsidy = float(rng.randint(300, 2400))
        found.append(Source("tr_farm_subsidy", subsidy, season("tr_farm_subsidy", rng)))
    if "copies_wage" in house.habits and not any(s.item == "wage_migrant" for s in found):
        found.append(Source("wage_migrant", 9600.0, EVEN, False, 0, "灵活就业"))
    _fill_up(rng, found, wanted)
    business = sum(source.yearly for source in found if source.item.startswith("biz_"))
    if business:
        found.append(Source("cost_business", business * rng.uniform(0.18, 0.27), COST))
    return found
