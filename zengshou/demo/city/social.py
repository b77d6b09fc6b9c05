"""Social security: enrolment and pension payments of all residents (csv, GBK)."""

from collections.abc import Iterator
from datetime import date
from random import Random

from zengshou.demo.city.accounts import Accounts
from zengshou.demo.city.city import City
from zengshou.demo.city.disguise import dress
from zengshou.demo.city.dispatch import Form, Plan, draft_of, send_table
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import SOCIAL, Cell, Row, Table
from zengshou.demo.city.months import month_end, shift, stamp
from zengshou.demo.city.parcels import Parcel, office_hour
from zengshou.demo.city.people import Person
from zengshou.demo.city.row_mistakes import insert_anywhere, miswritten, repeats, stranger
from zengshou.demo.city.sheets import blank_rows
from zengshou.demo.city.sources import PENSION_AGE
from zengshou.demo.city.writers import csv_file

FEED = "social_security"
_INSURED_AGE = 16
_FUNERAL_GRANT = 108_000
# GBK has no no-break space and no half-width yen sign.
_GBK_LACKS = str.maketrans({"\u00a0": " ", "¥": "￥"})


def _line(
    person: Person, status: str, paying: str, owed: date | None = None, paid: date | None = None,
    flag: str = "", amount: int | None = None, funeral: int = 0,
) -> Row:  # fmt: skip
    """One line; a line without an amount only shows that the person is enrolled."""
    money: list[Cell] = ["", ""] if amount is None else [amount, funeral]
    cells: list[Cell] = [f"P{person.person_id[1:]}", person.citizen_id, person.name, status, paying]
    return Row([*cells, "城乡居民", owed or "", paid or "", flag, *money])


def _pension(rng: Random, person: Person, month: date, amount: int, first: bool) -> Iterator[Row]:
    """Payment lines of a pension: mostly one; sometimes a failed payment, sometimes arrears."""
    draw = rng.random()
    if draw < 0.01:
        yield _line(person, "1", "3", month, month, "0", amount)
    if draw > 0.99 and not first:
        yield _line(person, "1", "3", shift(month, -1), month, "1", amount // 2)
        amount -= amount // 2
    yield _line(person, "1", "3", month, month, "1", amount)


def _after_death(person: Person, month: date, amount: int) -> Iterator[Row]:
    """The month of death: an excess pension and the funeral grant, then the recovery."""
    if person.died == month:
        if amount:
            yield _line(person, "4", "3", month, month, "1", amount)
        yield _line(person, "4", "3", month, month, "1", _FUNERAL_GRANT, _FUNERAL_GRANT)
    elif person.died == shift(month, -1) and amount:
        yield _line(person, "4", "3", shift(month, -1), month, "1", -amount)


def _last_pension(accounts: Accounts, member: int) -> int:
    """The last pension of a member, in cents; 0 if there is none."""
    return next(
        (
            next((cents for cents in reversed(flow.monthly) if cents), 0)
            for flow in accounts.flows
            if flow.item == "tr_pension" and flow.member == member
        ),
        0,
    )


def household_lines(city: City, house: Household, month: date, rng: Random) -> Iterator[Row]:
    """All lines of a household's members in a month."""
    accounts, at = city.accounts(house), city.calendar.index(month)
    factor = accounts.deviations.get("pension", 1.0)
    pensions = {f.member: f.monthly[at] for f in accounts.flows if f.item == "tr_pension"}
    for position, person in enumerate(house.members):
        if not person.listed(month) or not person.has_id:
            continue
        if person.age(month_end(month)) < _INSURED_AGE:
            continue
        if not person.present(month):
            yield from _after_death(person, month, _last_pension(accounts, position))
            continue
        amount = round(pensions.get(position, 0) * factor)
        if amount:
            yield from _pension(rng, person, month, amount, at == 0)
        elif position in accounts.unpensioned and person.age(month) < PENSION_AGE:
            yield _line(person, rng.choice("002"), "2")
        else:
            yield _line(person, "1", "3" if person.age(month) >= PENSION_AGE else "1")


def social_table(city: City, month: date, rng: Random) -> Table:
    """The month's lines: roster households and residents on no roster."""
    rows = [row for house in city.listed(month) for row in household_lines(city, house, month, rng)]
    for person in city.residents:
        if person.age(month) >= PENSION_AGE:
            rows.append(_line(person, "1", "3", month, month, "1", rng.randint(12_000, 24_000)))
        else:
            rows.append(_line(person, "1", "1"))
    return Table(SOCIAL, rows)


def make_social_mistakes(
    city: City, month: date, table: Table, rng: Random, parcel: Parcel
) -> None:
    """Break S01-S04 in lines of strangers."""
    wrongs = (
        ("S01", "身份证号", None), ("S02", "参保状态", "正常参保"), ("S02", "支付标志", "2"),
        ("S03", "发放金额", "约150"), ("S04", "实付年月", shift(month, 2)),
    )  # fmt: skip
    for rule, title, value in wrongs:
        for _ in range(repeats(city, rng, month, len(table.rows))):
            person = stranger(city, rng, parcel)
            row = _line(person, "1", "3", month, month, "1", 15_000)
            row.rules.append(rule)
            wrong = miswritten(person.citizen_id) if value is None else value
            row.cells[table.column(title)] = wrong
            insert_anywhere(table, rng, row)


def deliver_social(city: City, month: date, parcel: Parcel, plan: Plan) -> None:
    """Send the month's file in the first days of the following month."""
    rng = city.rng(FEED, stamp(month))
    table = social_table(city, month, rng)
    draft = draft_of(table, plan)
    make_social_mistakes(city, month, table, rng, parcel)
    share = 0.01 * city.parameters.dirt
    blank_rows(table, rng, share)

    def make(content: Table, _fault: str) -> bytes:
        own = Random(f"{city.parameters.seed}/{FEED}/{stamp(month)}/{len(content.rows)}")
        rows = dress(content, own, share, numbers=False)
        readable = [
            [cell.translate(_GBK_LACKS) if isinstance(cell, str) else cell for cell in row]
            for row in rows
        ]
        return csv_file([title for title, _ in content.columns], readable, "gbk")

    sent_at = office_hour(rng, shift(month, 1).replace(day=rng.randint(3, 10)))
    form = Form(f"养老发放{month:%Y%m}", "csv", 2, "身份证号", make)
    send_table(parcel, form, table, rng, sent_at, plan, draft)
