"""The warnings that a village expects for its households, so that it can answer them.

This is a sender's approximate view, not the warehouse's rules: it uses the declared amounts and
ignores lost files. An answer to a warning that never opened has no effect.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zengshou.demo.city.accounts import Accounts
from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.months import Calendar

_STREAMS = {"wage_": 1, "biz_": 1, "prop_": 1, "tr_": 1, "cost_": -1}


@dataclass(frozen=True, slots=True)
class Spell:
    """A warning expected to open: rule, month and level of opening."""

    rule: str
    opened: date
    level: str


class _View:
    """A household's money as sums for the rules, in yuan."""

    def __init__(self, house: Household, accounts: Accounts, calendar: Calendar) -> None:
        self.calendar, self.house, self.accounts = calendar, house, accounts
        size = range(len(calendar.simulated))
        self.net = [accounts.net(position) / 100 for position in size]
        out = [series for item, series in accounts.items.items() if item.startswith("out_")]
        self.rigid = [sum(series[position] for series in out) / 100 for position in size]
        self.streams = {
            prefix: [
                sum(s[i] for item, s in accounts.items.items() if item.startswith(prefix)) / 100
                for i in size
            ]
            for prefix in _STREAMS
        }
        self.own = [0.0 for _ in size]
        for settlement in accounts.settlements:
            self.own[calendar.index(settlement.day)] += settlement.own / 100

    def income_drop(self, at: int) -> float | None:
        """Fall of the last three months compared with the same months one year before."""
        before = sum(self.net[at - 14 : at - 11]) if at >= 14 else 0.0
        return 1 - sum(self.net[at - 2 : at + 1]) / before if before > 0 else None

    def spending_surge(self, at: int) -> float | None:
        """Rigid spending of three months as a share of a year's net."""
        if at >= 11:
            base = sum(self.net[at - 11 : at + 1])
        else:
            base = sum(
                -cents if item == "cost_business" else cents
                for item, cents in self.accounts.before.items()
            ) / 100  # fmt: skip
        return sum(self.rigid[max(0, at - 2) : at + 1]) / base if base > 0 else None

    def burden(self, at: int) -> float:
        """Out-of-pocket cost of the income year to date."""
        return sum(self.own[at - at % 12 : at + 1])

    def projected(self, at: int, bounds: tuple[float, float]) -> tuple[float, float] | None:
        """Projected per-capita income of this year, and last year's; from the second year on."""
        begin = at - at % 12
        if begin < 12:
            return None
        total = 0.0
        for prefix, sign in _STREAMS.items():
            series = self.streams[prefix]
            to_date, same = sum(series[begin : at + 1]), sum(series[begin - 12 : at - 11])
            ratio = min(bounds[1], max(bounds[0], to_date / same)) if same else 1.0
            total += sign * (to_date + sum(series[at - 11 : begin]) * ratio)
        now, then = (
            self.house.annual_members(self.calendar.simulated[position], self.calendar)
            for position in (at, begin - 1)
        )
        return total / now, sum(self.net[begin - 12 : begin]) / then


def _persons(house: Household, accounts: Accounts, month: date) -> int:
    """正常 members with an ID who are not insured in the month."""
    return sum(
        house.members[member].present(month) and first <= month <= last
        for member, (first, last) in accounts.uninsured.items()
        if house.members[member].has_id
    )


def _observations(city: City, view: _View, at: int, month: date) -> Iterator[tuple[str, str]]:
    """The (rule, level) pairs of a month; level is blank if the rule does not apply."""
    policy, house = city.policy, view.house
    authorised = house.authorised is not None and house.authorised.replace(day=1) <= month
    for rule, share in (
        ("income_drop", view.income_drop(at)),
        ("spending_surge", view.spending_surge(at)),
    ):
        yield rule, "" if share is None else policy.level(rule, share, month)
    burden = view.burden(at) if authorised else 0.0
    yield "medical_burden", policy.level("medical_burden", burden, month)
    yield "uninsured", policy.level("uninsured", _persons(house, view.accounts, month), month)
    idle = sum(at in months for months in view.accounts.idle.values()) if authorised else 0
    yield "idle_public_post", policy.level("idle_public_post", idle, month)
    outlook = view.projected(at, policy.ratio_bounds)
    if outlook is None:
        return
    now, before = outlook
    yield "below_range", policy.level("below_range", now, month, policy.monitoring_range(month))
    if house.registered:
        yield "below_line", policy.level("below_line", now, month, policy.low_income_line)
    if before > 0:
        yield "projected_decrease", policy.level("projected_decrease", 1 - now / before, month)


def expected_spells(city: City, house: Household) -> list[Spell]:
    """All warnings that the village expects to open for a household in the delivered months."""
    calendar = city.calendar
    view = _View(house, city.accounts(house), calendar)
    running: dict[str, str] = {}
    found: list[Spell] = []
    for month in calendar.months:
        if not house.counted(month):
            running.clear()
            continue
        for rule, level in _observations(city, view, calendar.index(month), month):
            if level and not running.get(rule):
                found.append(Spell(rule, month, level))
            running[rule] = level
    return found
