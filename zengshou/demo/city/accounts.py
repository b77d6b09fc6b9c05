"""The money of one made-up household, month by month, in cents.

The yearly incomes are set first (`fortunes`), then distributed over sources and months, so that the
yearly table, the monthly workbooks and the departments' files are consistent.
"""

from array import array
from dataclasses import dataclass, field
from datetime import date
from math import exp, log
from random import Random

from zengshou.demo.city.claims import Settlement, household_settlements, uninsured_spell
from zengshou.demo.city.families import can_work
from zengshou.demo.city.fortunes import Shock, first_year_luck
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import ITEMS
from zengshou.demo.city.months import Calendar
from zengshou.demo.city.profiles import Profile
from zengshou.demo.city.sources import PENSION_AGE, household_sources
from zengshou.demo.city.spending import spend
from zengshou.demo.city.years import LEAST_WAGE, Flow, Years, run_years, zeros

_MEDIAN_PER_CAPITA, _SPREAD = 12_900.0, 0.28
_FIXED_BEFORE = 1.03
_THOUSAND, _WORTH_TELLING = 100_000, 30_000
_FIXED_ITEMS = ("tr_pension", "wage_public_post")


@dataclass(slots=True)
class Accounts:
    """All money of a household that a sender can report.

    `items` holds the declared cents by item code and month; `before` the declared cents of the year
    before the first simulated one. `deviations` lists where the departments' lines differ from the
    declared amounts ("off": factor, "absent": 0). `shocks` are by year.
    """

    flows: list[Flow]
    items: dict[str, "array[int]"]
    before: dict[str, int]
    settlements: list[Settlement]
    deviations: dict[str, float]
    shocks: dict[int, Shock]
    uninsured: dict[int, tuple[date, date]]
    unpensioned: set[int]
    idle: dict[int, range] = field(default_factory=dict)

    def declared(self, item: str, position: int) -> int:
        """Declared cents of an item in a month."""
        series = self.items.get(item)
        return series[position] if series else 0

    def net(self, position: int) -> int:
        """Declared net income of a month, in cents (rules.md, Income)."""
        return sum(
            -series[position] if item == "cost_business" else series[position]
            for item, series in self.items.items()
            if not item.startswith(("ex_", "out_"))
        )


def _change_jobs(rng: Random, flows: list[Flow], profile: Profile) -> list[Flow]:
    """Let some work enter or leave the employment service's list after the first year.

    The amount stays; outside the list it is declared as other wages.
    """
    changed = list(flows)
    for flow in flows:
        if not flow.channel:
            continue
        kept = profile.posts if flow.channel == "公益性岗位" else profile.jobs
        if rng.random() >= abs(kept - 1):
            continue
        unlisted = Flow("wage_other", None, "", array("q", flow.monthly))
        listed = slice(0, 12) if kept < 1 else slice(12, len(flow.monthly))
        for position in range(len(flow.monthly)):
            inside = listed.start <= position < listed.stop
            (unlisted if inside else flow).monthly[position] = 0
        changed.append(unlisted)
    return changed


def _copy_wage(flows: list[Flow]) -> None:
    """Declare the same wage in every month of the last year (for W03)."""
    last = slice(-12, None)
    same = [flow for flow in flows if flow.item == "wage_migrant"]
    for flow in same[1:]:
        flow.monthly[last] = array("q", bytes(8 * 12))
    if same:
        monthly = max(LEAST_WAGE * 100, sum(same[0].monthly[last]) // 12 // 100 * 100)
        same[0].monthly[last] = array("q", [monthly] * 12)


def _cost_comes_first(house: Household, calendar: Calendar, cost: "array[int]") -> None:
    """Make sure that the first reported month of each income year has some business cost."""
    for year in range(len(calendar.years)):
        for position in range(12 * year, 12 * year + 12):
            month = calendar.simulated[position]
            if month >= calendar.months[0] and house.counted(month):
                cost[position] = max(cost[position], 2_000)
                break


def _hidden_work(
    rng: Random, house: Household, calendar: Calendar, flows: list[Flow]
) -> list[Flow]:
    """Work that is not declared: one more member has a line at the employment service."""
    busy = {flow.member for flow in flows if flow.channel}
    first, last = calendar.simulated[0], calendar.simulated[-1]
    for position, person in enumerate(house.members):
        if position not in busy and person.has_id and can_work(person, first, last):
            flow = Flow("", position, "灵活就业", zeros(calendar))
            for month in range(len(flow.monthly)):
                if rng.random() < 0.5:
                    flow.monthly[month] = rng.randint(3, 12) * 10_000
            return [flow]
    return []


def _add_up(flows: list[Flow], calendar: Calendar) -> dict[str, "array[int]"]:
    """Declared cents by item and month."""
    items: dict[str, array[int]] = {}
    for flow in flows:
        if not flow.item:
            continue
        series = items.setdefault(flow.item, zeros(calendar))
        for position, amount in enumerate(flow.monthly):
            series[position] += amount
    return {item: items[item] for item in ITEMS if item in items}


def _totals_before(items: dict[str, "array[int]"], growth: float) -> dict[str, int]:
    """The year before the simulated ones, in yuan: the first year without its growth."""
    return {
        item: round(
            sum(series[:12]) / (_FIXED_BEFORE if item in _FIXED_ITEMS else 1 + growth) / 100
        )
        * 100
        for item, series in items.items()
    }


def keep_accounts(
    rng: Random, house: Household, calendar: Calendar, profile: Profile, line: float, serial: int
) -> Accounts:
    """All money of a household over the simulated months.

    `line` is the low-income line in yuan; `serial` makes settlement numbers unique in the city.
    """
    members = house.annual_members(house.joined or calendar.simulated[0], calendar)
    wanted = members * exp(rng.gauss(log(_MEDIAN_PER_CAPITA), _SPREAD))
    sources = household_sources(rng, house, calendar, wanted)
    if "omits_cost" in house.habits:
        sources = [source for source in sources if source.item != "cost_business"]
    years = Years(rng, house, calendar, sources)
    lucks = run_years(rng, years, profile, line, wanted)
    flows = _change_jobs(rng, years.fixed + years.variable, profile)
    if "copies_wage" in house.habits:
        _copy_wage(flows)
    if rng.random() < 0.6 * (1 - profile.matched):
        flows += _hidden_work(rng, house, calendar, flows)
    for flow in flows:
        if flow.item == "cost_business":
            _cost_comes_first(house, calendar, flow.monthly)
    shocks = {year: luck.shock for year, luck in enumerate(lucks) if luck.shock}
    crisis = [
        calendar.simulated[12 * year + shock.begin]
        for year, shock in shocks.items()
        if shock.reason == "因病"
    ]
    struck = crisis[0] if crisis else None
    settlements = household_settlements(rng, house, calendar, serial, struck)
    items = _add_up(flows, calendar)
    before = _totals_before(items, first_year_luck(rng, profile))
    accounts = Accounts(flows, items, before, settlements, {}, shocks, {}, set())
    _deviate(rng, accounts, profile)
    _cover(rng, house, calendar, profile, accounts)
    accounts.items.update(spend(rng, house, calendar, accounts.settlements, accounts.deviations))
    if "rounds_figures" in house.habits:
        _round_figures(accounts)
    if "fills_year_end" in house.habits:
        _fill_year_end(accounts, calendar)
    return accounts


def _round_figures(accounts: Accounts) -> None:
    """Declare whole thousands of yuan and leave small amounts out."""
    for series in accounts.items.values():
        for position, cents in enumerate(series):
            thousands = max(1, round(cents / _THOUSAND)) if cents >= _WORTH_TELLING else 0
            series[position] = thousands * _THOUSAND


def _fill_year_end(accounts: Accounts, calendar: Calendar) -> None:
    """Declare much income in the year's last month that no earlier month had."""
    found = accounts.items.setdefault("biz_other", zeros(calendar))
    for year in range(len(calendar.years)):
        last = 12 * year + 11
        most = max(accounts.net(position) for position in range(12 * year, last))
        found[last] += max(0, 3 * most - accounts.net(last)) // 100 * 100


def _deviate(rng: Random, accounts: Accounts, profile: Profile) -> None:
    """Choose where department and declaration differ: a factor; 0 = missing in one of them."""
    for item in ("pension", "wage", "medical"):
        if rng.random() < 0.75 * (1 - profile.matched):
            accounts.deviations[item] = rng.choice(
                (0.0, rng.uniform(0.6, 0.85), rng.uniform(1.15, 1.4))
            )


def _cover(
    rng: Random, house: Household, calendar: Calendar, profile: Profile, accounts: Accounts
) -> None:
    """Set who is uninsured in which months, who has no pension insurance, which posts are idle."""
    for position, person in enumerate(house.members):
        spell = uninsured_spell(rng, calendar, profile.insured)
        if spell:
            accounts.uninsured[position] = spell
        if person.age(calendar.simulated[0]) < PENSION_AGE and rng.random() < 1.8 * (
            1 - profile.pensioned
        ):
            accounts.unpensioned.add(position)
    for flow in accounts.flows:
        if flow.channel == "公益性岗位" and flow.member is not None and rng.random() < 0.06:
            begin = rng.randrange(len(calendar.simulated))
            accounts.idle[flow.member] = range(begin, begin + rng.randint(1, 3))
