"""The yearly income table of the households (收入明细表)."""

from datetime import date
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.disguise import dress
from zengshou.demo.city.dispatch import Form, Plan, send_table
from zengshou.demo.city.exports import export
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import DETAIL, Cell, Row, Table
from zengshou.demo.city.months import month_end, shift
from zengshou.demo.city.parcels import Parcel, office_hour
from zengshou.demo.city.row_mistakes import clean_place, clean_rows, insert_anywhere, repeats
from zengshou.demo.city.sheets import header, jumble
from zengshou.demo.city.writers import Sheet

FEED = "income_detail"
_FIRST_ROW = 4
_ALIASES = {
    "最低生活保障金": ("低保金",),
    "特困人员救助供养金": ("五保金", "特困供养金"),
    "养老金": ("养老保险金", "养老金或离退休金"),
}
_OTHER_TRANSFERS = ("tr_farm_subsidy", "tr_support", "tr_other")
# What a household had two years before the first simulated one, as a share of the year after it.
_USUAL_EARLIER, _BETTER_EARLIER, _BETTER = (0.84, 0.94), (1.02, 1.2), 0.04


def yearly_totals(city: City, house: Household, year: int) -> dict[str, int]:
    """Declared cents of a household's income year, by item code."""
    accounts, begin = city.accounts(house), 12 * (year - city.calendar.years[0])
    if begin < -12:
        return _earlier(city, house)
    if begin < 0:
        return accounts.before
    return {item: sum(series[begin : begin + 12]) for item, series in accounts.items.items()}


def _earlier(city: City, house: Household) -> dict[str, int]:
    """The year before `Accounts.before`: most households had less, a few had more."""
    rng = city.rng(FEED, "earlier", house.household_id)
    bounds = _BETTER_EARLIER if rng.random() < _BETTER else _USUAL_EARLIER
    share = rng.uniform(*bounds)
    return {
        item: round(cents * share / 100) * 100
        for item, cents in city.accounts(house).before.items()
    }


def detail_cells(city: City, house: Household, year: int, month: date, rng: Random) -> list[Cell]:
    """One household's row; wages differ slightly from the months, as the office corrects them."""
    totals = yearly_totals(city, house, year)

    def add(*prefixes: str) -> int:
        return sum(cents for item, cents in totals.items() if item.startswith(prefixes))

    wage = round(add("wage_") * rng.uniform(0.995, 1.005) / 100) * 100
    business, property_income, transfer = add("biz_"), add("prop_"), add("tr_")
    cost = totals.get("cost_business", 0)
    net = wage + business + property_income + transfer - cost
    members = house.annual_members(month, city.calendar)
    head = house.head(month)
    return [
        year, house.village(month).code, house.household_id, head.name, head.citizen_id, members,
        wage, business, property_income, transfer, totals.get("tr_family_planning", 0),
        totals.get("tr_dibao", 0), totals.get("tr_tekun", 0), totals.get("tr_pension", 0),
        totals.get("tr_ecology", 0), add(*_OTHER_TRANSFERS), cost, net, net // members,
        totals.get("out_medical", 0), totals.get("ex_insurance_claim", 0),
    ]  # fmt: skip


def detail_table(city: City, year: int, counties: tuple[str, ...], rng: Random) -> Table:
    """The counties' households on the year's last roster (the first one for years before it)."""
    calendar = city.calendar
    last = shift(calendar.begin_of(year), 11)
    month = min(max(last, calendar.months[0]), calendar.months[-1])
    rows = [
        Row(detail_cells(city, house, year, month, rng))
        for house in city.listed(month)
        if house.village(month).county in counties
    ]
    return Table(DETAIL, rows)


def _invented(table: Table, rng: Random, rule: str) -> Row:
    """A copied row with the number of a household that does not exist."""
    place = clean_place(table, rng)
    row = table.rows[place or 0].copy(rule)
    household = str(row.cells[table.column("户编号")])
    row.cells[table.column("户编号")] = f"{household[:6]}X{rng.randrange(10**6):06d}"
    insert_anywhere(table, rng, row)
    return row


def make_detail_mistakes(city: City, table: Table, rng: Random) -> None:
    """Break rules I01-I05 in invented rows, I11 and I12 in real rows."""
    if city.parameters.dirt <= 0 or not table.rows:
        return
    for rule, title, value in (
        ("I01", "年度", 1999), ("I02", "户编号", ""), ("I04", "工资性收入", "约5000"),
        ("I05", "家庭人口数", 0),
    ):  # fmt: skip
        for _ in range(repeats(city, rng, None, len(table.rows))):
            _invented(table, rng, rule).cells[table.column(title)] = value
    for _ in range(repeats(city, rng, None, len(table.rows))):
        insert_anywhere(table, rng, _invented(table, rng, "I03").copy("I03"))
    for rule, title in (("I11", "纯收入"), ("I12", "养老金")):
        for row in clean_rows(table)[: repeats(city, rng, None, len(table.rows))]:
            place = table.column(title)
            row.cells[place] = int(str(row.cells[place])) + 5_000
            row.rules.append(rule)


def _form(city: City, year: int, rng: Random) -> Form:
    share = 0.02 * city.parameters.dirt

    def make(content: Table, _fault: str) -> bytes:
        ordered = jumble(content, rng) if share else content
        titles = header(ordered, rng, share, _ALIASES)
        head: list[list[Cell]] = [[f"{year}年度家庭收入信息（虚构数据）"], ["单位：元"], titles]
        return export([Sheet("家庭收入明细", head + dress(ordered, rng, share))])

    return Form(f"{year}年收入明细", "xlsx", _FIRST_ROW, "工资性收入", make)


def deliver_detail(city: City, year: int, parcel: Parcel, plan: Plan) -> None:
    """Send a year's table in two files of several counties each, after the year's end.

    With dirt, a draft of the whole city comes first, and a correction of the last county last.
    """
    rng = city.rng(FEED, year)
    end = month_end(shift(city.calendar.begin_of(year), 11))
    after = shift(end.replace(day=1), 1)
    counties = city.places.counties
    half = (len(counties) + 1) // 2
    dirty = city.parameters.dirt > 0
    if dirty:
        whole = detail_table(city, year, counties, rng)
        send_table(
            parcel, _form(city, year, rng), whole, rng,
            office_hour(rng, after.replace(day=10)), Plan(faults=plan.faults),
        )  # fmt: skip
    for number, group in enumerate((counties[:half], counties[half:])):
        if not group:
            continue
        table = detail_table(city, year, group, rng)
        make_detail_mistakes(city, table, rng)
        sent_at = office_hour(rng, after.replace(day=15 + number))
        send_table(
            parcel, _form(city, year, rng), table, rng, sent_at, Plan(copy=plan.copy and not number)
        )
    if dirty and len(counties) > 1:
        table = detail_table(city, year, counties[-1:], rng)
        send_table(
            parcel, _form(city, year, rng), table, rng,
            office_hour(rng, after.replace(day=24)), Plan(),
        )  # fmt: skip
