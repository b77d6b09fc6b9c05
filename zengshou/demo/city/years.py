"""Fills a household's months: scales the sources so that each year meets its target."""

from array import array
from dataclasses import dataclass
from datetime import date
from random import Random

from zengshou.demo.city.fortunes import Shock, YearOfLuck, later_year_luck
from zengshou.demo.city.households import Household
from zengshou.demo.city.months import Calendar, age_on
from zengshou.demo.city.profiles import Profile
from zengshou.demo.city.sources import PENSION_AGE, Source

_PENSION_RISE = 1.04
LEAST_WAGE, _MOST_WAGE = 150, 9_800
_SHRINKING = ("wage_", "biz_", "cost_")


@dataclass(slots=True)
class Flow:
    """Monthly cents of one source, by position in `Calendar.simulated`.

    `item` is blank for work that only the employment service knows.
    """

    item: str
    member: int | None
    channel: str
    monthly: "array[int]"


def zeros(calendar: Calendar) -> "array[int]":
    """A series of zeros over all simulated months."""
    return array("q", bytes(8 * len(calendar.simulated)))


def _pension_months(house: Household, source: Source, month: date) -> bool:
    """True if the pension is paid: from the month after the birthday until death."""
    person = house.members[source.member or 0]
    return age_on(person.born, month) >= PENSION_AGE and (
        person.died is None or month < person.died
    )


def _fixed_flow(house: Household, source: Source, calendar: Calendar) -> Flow:
    """A pension or a post: the same amount each month; pensions rise once a year."""
    flow = Flow(source.item, source.member, source.channel, zeros(calendar))
    for position, month in enumerate(calendar.simulated):
        if source.item == "tr_pension":
            if _pension_months(house, source, month):
                rise = _PENSION_RISE ** (position // 12)
                flow.monthly[position] = round(source.yearly / 12 * rise * 100)
        else:
            flow.monthly[position] = round(source.yearly / 12) * 100
    return flow


class Years:
    """Fills the variable flows year by year, so that the year's net meets its target."""

    def __init__(
        self, rng: Random, house: Household, calendar: Calendar, sources: list[Source]
    ) -> None:
        self.rng, self.house, self.calendar = rng, house, calendar
        self.fixed = [_fixed_flow(house, s, calendar) for s in sources if s.fixed]
        self.sources = [s for s in sources if not s.fixed]
        self.variable = [Flow(s.item, s.member, s.channel, zeros(calendar)) for s in self.sources]
        self.base = sum(-s.yearly if s.item == "cost_business" else s.yearly for s in self.sources)

    def members(self, year: int) -> int:
        """年度家庭人口数 of a simulated year (0 is the first)."""
        begin = self.calendar.simulated[12 * year]
        joined = self.house.joined
        return self.house.annual_members(max(begin, joined) if joined else begin, self.calendar)

    def _months(self, year: int) -> range:
        return range(12 * year, 12 * year + 12)

    def fill(self, year: int, target: float, shock: Shock | None) -> float:
        """Fill one year to a target net (yuan) before the shock; returns the net reached."""
        months = self._months(year)
        fixed = sum(flow.monthly[m] for flow in self.fixed for m in months) / 100
        low, high = (0.3, 2.4) if year == 0 else (0.12, 5.0)
        scale = min(high, max(low, (target - fixed) / self.base))
        net = fixed
        for source, flow in zip(self.sources, self.variable, strict=True):
            total = self._fill_flow(source, flow, months, scale, shock)
            net += -total if source.item == "cost_business" else total
        return net

    def _fill_flow(
        self, source: Source, flow: Flow, months: range, scale: float, shock: Shock | None
    ) -> int:
        """Spread one source over a year in whole yuan; returns its total."""
        total = 0
        steady = source.item in ("tr_dibao", "tr_tekun")
        shrinks = shock is not None and source.item.startswith(_SHRINKING)
        for step, position in enumerate(months):
            weight = source.weights[self.calendar.simulated[position].month - 1]
            amount = source.yearly * scale * weight
            if not weight:
                continue
            if not steady:
                amount *= self.rng.uniform(0.96, 1.04)
            if shrinks and shock is not None and step >= shock.begin:
                amount *= shock.left
            yuan = round(amount)
            if source.channel:
                yuan = min(yuan, _MOST_WAGE) if yuan >= LEAST_WAGE else 0
            flow.monthly[position] = yuan * 100
            total += yuan
        return total


def run_years(
    rng: Random, years: Years, profile: Profile, line: float, wanted: float
) -> list[YearOfLuck]:
    """Set and fill all years from a `wanted` first net; returns growth and shock of each year."""
    house = years.house
    net = years.fill(0, wanted, None)
    lucks = [YearOfLuck(0.0)]
    for year in range(1, len(years.calendar.years)):
        rank = (house.rank + 0.37 * (year - 1)) % 1
        per_capita = net / years.members(year - 1)
        own_line = line if house.registered else None
        luck = later_year_luck(rng, profile, rank, per_capita, own_line)
        net = years.fill(year, net * (1 + luck.growth), luck.shock)
        lucks.append(luck)
    return lucks
