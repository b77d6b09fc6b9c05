"""The roster: the monthly export of all household members."""

from datetime import date
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.disguise import dress
from zengshou.demo.city.dispatch import Form, Plan, draft_of, send_table
from zengshou.demo.city.exports import export
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import ROSTER, Cell, Row, Table
from zengshou.demo.city.months import stamp
from zengshou.demo.city.parcels import Parcel, office_hour
from zengshou.demo.city.people import Person
from zengshou.demo.city.roster_mistakes import make_roster_mistakes
from zengshou.demo.city.sheets import blank_rows, header, jumble
from zengshou.demo.city.writers import Sheet

FEED = "household_roster"


def member_cells(
    city: City, house: Household, month: date, person: Person, relation: str
) -> list[Cell]:
    """One person's row of the roster."""
    kind, cleared = house.status(month)
    known = house.authorised is not None and house.authorised < month
    return [
        house.village(month).code, house.household_id, "脱贫户" if house.registered else "一般农户",
        kind, cleared, house.annual_members(month, city.calendar), person.person_id, person.name,
        person.citizen_id, person.phone, relation, person.sex,
        "" if person.person_id.endswith("7") else person.health,
        person.told_skill,
        person.school(month), "正常" if person.present(month) else "自然减少",
        house.authorised if known else "",
    ]  # fmt: skip


def roster_table(city: City, month: date) -> Table:
    """The roster at the start of a month; in each household the head is first."""
    rows = [
        Row(
            member_cells(
                city, house, month, house.members[position], house.relation(position, month)
            )
        )
        for house in city.listed(month)
        for position in house.order(month)
    ]
    return Table(ROSTER, rows)


def deliver_roster(city: City, month: date, parcel: Parcel, plan: Plan) -> None:
    """Send the roster of a month, in the first days of that month."""
    rng = city.rng(FEED, stamp(month))
    table = roster_table(city, month)
    draft = draft_of(table, plan)
    make_roster_mistakes(city, month, table, rng, parcel)
    share = 0.012 * city.parameters.dirt
    blank_rows(table, rng, share)

    def make(content: Table, _fault: str) -> bytes:
        own = Random(f"{city.parameters.seed}/{FEED}/{stamp(month)}/{len(content.rows)}")
        ordered = jumble(content, own) if share else content
        title = "防止返贫监测和衔接推进乡村振兴信息系统 家庭成员信息（虚构数据）"
        exported = f"导出时间：{month:%Y-%m}-01 08:00  数据量：{len(content.rows)}"
        head: list[list[Cell]] = [[title], [exported], header(ordered, own, share)]
        return export([Sheet("家庭成员信息", head + dress(ordered, own, share))])

    sent_at = office_hour(rng, month.replace(day=rng.randint(1, 4)))
    send_table(
        parcel, Form("花名册", "xlsx", 4, "证件号码", make), table, rng, sent_at, plan, draft
    )
