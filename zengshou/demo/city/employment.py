"""Employment by month: who works, where, and for what pay."""

from collections.abc import Iterator
from datetime import date
from random import Random

from zengshou.demo.city.accounts import Accounts
from zengshou.demo.city.city import City
from zengshou.demo.city.disguise import dress
from zengshou.demo.city.dispatch import Form, Plan, draft_of, send_table
from zengshou.demo.city.employment_mistakes import make_employment_mistakes
from zengshou.demo.city.exports import export
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import EMPLOYMENT, Cell, Row, Table
from zengshou.demo.city.months import month_end, shift, stamp
from zengshou.demo.city.parcels import Parcel, office_hour
from zengshou.demo.city.people import Person
from zengshou.demo.city.sheets import blank_rows, header, jumble
from zengshou.demo.city.writers import Sheet
from zengshou.demo.city.years import LEAST_WAGE, Flow

FEED = "employment"
_LISTED_AGES = range(16, 71)
_NOTES = ("一、本表由就业服务中心按月填报。", "二、就业渠道按下拉选项填写。")
_MOST_PAID = 1_200_000
_EMPLOYERS = {
    "公益性岗位": "村委会", "就业帮扶车间": "帮扶车间", "自主创业": "个体",
    "灵活就业": "", "县内务工": "某合作社",
}  # fmt: skip


def not_working(person: Person) -> Row:
    """The row of a person without work in the month."""
    cells: list[Cell] = [person.person_id, person.name, person.citizen_id, "否"]
    return Row(cells + [""] * 8)


def working(person: Person, channel: str, since: date, cents: int, days: int | str = "") -> Row:
    """The row of a person with work: channel, since when, pay in cents, days of attendance."""
    place = "外省" if channel == "外出务工" else "黑龙江省双鸭山市"
    return Row([
        person.person_id, person.name, person.citizen_id, "是", channel,
        _EMPLOYERS.get(channel, "某公司"), place, since, "", cents, days, 0,
    ])  # fmt: skip


def _days(rng: Random, accounts: Accounts, flow: Flow, at: int) -> int | str:
    """公益岗出勤天数: 0 if the post is idle, sometimes unknown."""
    if flow.channel != "公益性岗位":
        return ""
    if flow.member in accounts.idle and at in accounts.idle[flow.member]:
        return 0
    return "" if rng.random() < 0.05 else rng.randint(18, 26)


def household_rows(city: City, house: Household, month: date, rng: Random) -> Iterator[Row]:
    """Rows of a household's members of working age: one per job, or one without work."""
    accounts, at = city.accounts(house), city.calendar.index(month)
    factor = accounts.deviations.get("wage", 1.0)
    for position, person in enumerate(house.members):
        if not person.present(month) or person.school(month):
            continue
        if person.age(month_end(month)) not in _LISTED_AGES:
            continue
        jobs = [
            flow
            for flow in accounts.flows
            if flow.channel and flow.member == position and flow.monthly[at] and factor
        ]
        if not jobs:
            yield not_working(person)
        for flow in jobs:
            own_factor = factor if flow.item else 1.0
            paid = max(LEAST_WAGE * 100, round(flow.monthly[at] * own_factor / 100) * 100)
            since = city.calendar.simulated[next(i for i, c in enumerate(flow.monthly) if c)]
            days = _days(rng, accounts, flow, at)
            yield working(person, flow.channel, since, min(paid, _MOST_PAID), days)


def employment_table(city: City, month: date, rng: Random) -> Table:
    """The month's rows: roster households, and some residents who are on no roster."""
    rows = [row for house in city.listed(month) for row in household_rows(city, house, month, rng)]
    rows += [
        working(person, "县内务工", city.calendar.simulated[0], 200_000)
        for person in city.residents[: len(city.residents) // 4]
        if person.age(month) in range(18, 60)
    ]
    return Table(EMPLOYMENT, rows)


def deliver_employment(city: City, month: date, parcel: Parcel, plan: Plan) -> None:
    """Send the month's workbook in the first days of the following month."""
    rng = city.rng(FEED, stamp(month))
    table = employment_table(city, month, rng)
    draft = draft_of(table, plan)
    make_employment_mistakes(city, month, table, rng, parcel)
    share = 0.012 * city.parameters.dirt
    blank_rows(table, rng, share)

    def make(content: Table, fault: str) -> bytes:
        own = Random(f"{city.parameters.seed}/{FEED}/{stamp(month)}/{len(content.rows)}")
        ordered = jumble(content, own) if share else content
        head: list[list[Cell]] = [[f"脱贫人口务工台账（{stamp(month)}，虚构数据）"]]
        rows = [*head, header(ordered, own, share), *dress(ordered, own, share)]
        name = "台账" if fault == "F02" else "务工台账"
        return export([Sheet("填表说明", [[note] for note in _NOTES]), Sheet(name, rows)])

    sent_at = office_hour(rng, shift(month, 1).replace(day=rng.randint(3, 10)))
    form = Form(f"务工台账{month:%Y%m}", "xlsx", 3, "证件号码", make)
    send_table(parcel, form, table, rng, sent_at, plan, draft)
