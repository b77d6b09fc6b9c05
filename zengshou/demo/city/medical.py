"""Medical insurance: enrolment and settlements (csv, UTF-8 with byte order mark)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.claims import Settlement
from zengshou.demo.city.disguise import dress
from zengshou.demo.city.dispatch import Form, Plan, draft_of, send_table
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import ENROLMENT, SETTLEMENT, Row, Table
from zengshou.demo.city.months import shift, stamp
from zengshou.demo.city.parcels import Parcel, office_hour
from zengshou.demo.city.people import Person
from zengshou.demo.city.row_mistakes import (
    clean_rows,
    insert_after,
    insert_anywhere,
    miswritten,
    repeats,
    stranger,
)
from zengshou.demo.city.sheets import blank_rows
from zengshou.demo.city.writers import csv_file

FEED = "medical_insurance"


def _enrolment(person: Person, status: str, county: str) -> Row:
    kind = "310" if person.person_id.endswith("04") else "390"
    return Row([person.citizen_id, person.name, kind, status, date(2021, 1, 1), county])


def enrolment_table(city: City, month: date, rng: Random) -> Table:
    """The insured persons of the month; about half of the others are listed as stopped or ended."""
    rows = []
    for house in city.listed(month):
        spells = city.accounts(house).uninsured
        for position, person in enumerate(house.members):
            if not person.present(month) or not person.has_id:
                continue
            first, last = spells.get(position, (date.max, date.max))
            if not first <= month <= last:
                rows.append(_enrolment(person, "1", house.home.county))
            elif rng.random() < 0.5:
                rows.append(_enrolment(person, rng.choice("24"), house.home.county))
    rows += [_enrolment(person, "1", person.citizen_id[:6]) for person in city.residents]
    return Table(ENROLMENT, rows)


def _settlement(person: Person, settlement: Settlement) -> Row:
    number = f"{settlement.number:011d}"
    fund = sum(settlement.parts)
    return Row([
        f"S{number}", f"M{number}", person.citizen_id, person.name, settlement.med_type,
        settlement.day, "1" if settlement.reversal else "0", fund + settlement.own,
        *settlement.parts, fund, settlement.own,
    ])  # fmt: skip


def _settlements(city: City, house: Household, month: date) -> Iterator[Row]:
    for settlement in city.accounts(house).settlements:
        if settlement.day.replace(day=1) == month:
            yield _settlement(house.members[settlement.member], settlement)


def _stranger_bill(rng: Random, person: Person, month: date) -> Row:
    """A settlement of a person who is on no roster."""
    own, fund = rng.randint(3_000, 40_000), rng.randint(5_000, 90_000)
    number = 90_000_000_000 + rng.randrange(10**9)
    day = month.replace(day=rng.randint(1, 28))
    return _settlement(person, Settlement(number, 0, day, "11", (fund, 0, 0, 0), own))


def settlement_table(city: City, month: date, rng: Random) -> Table:
    """The month's settlements, roster households first."""
    rows = [row for house in city.listed(month) for row in _settlements(city, house, month)]
    rows += [_stranger_bill(rng, person, month) for person in city.residents if rng.random() < 0.05]
    return Table(SETTLEMENT, rows)


def make_enrolment_mistakes(
    city: City, month: date, table: Table, rng: Random, parcel: Parcel
) -> None:
    """M01: lines with an invalid ID."""
    for _ in range(repeats(city, rng, month, len(table.rows))):
        person = stranger(city, rng, parcel)
        row = _enrolment(person, "1", person.citizen_id[:6])
        row.cells[0] = miswritten(person.citizen_id)
        row.rules.append("M01")
        insert_anywhere(table, rng, row)


def make_settlement_mistakes(
    city: City, month: date, table: Table, rng: Random, parcel: Parcel
) -> None:
    """Break M01-M04 in strangers' lines; M11, M12 in real lines; repeat one line exactly."""
    size = len(table.rows)
    for rule in ("M01", "M02", "M03", "M04"):
        for _ in range(repeats(city, rng, month, size)):
            person = stranger(city, rng, parcel)
            row = _stranger_bill(rng, person, month)
            row.rules.append(rule)
            if rule == "M01":
                row.cells[table.column("certno")] = miswritten(person.citizen_id)
            elif rule == "M03":
                row.cells[table.column("psn_part_amt")] = "500-600"
            elif rule == "M04":
                row.cells[table.column("setl_time")] = shift(month, -1).replace(day=28)
            else:
                other = row.copy("M02")
                other.cells[table.column("med_type")] = "14"
                insert_anywhere(table, rng, other)
            insert_anywhere(table, rng, row)
    residents = {person.citizen_id for person in city.residents}
    real = clean_rows(table, lambda row: row.cells[table.column("certno")] not in residents)
    for rule, title in (("M11", "hifp_pay"), ("M12", "medfee_sumamt")):
        for _ in range(repeats(city, rng, month, size)):
            if real:
                row = real.pop(rng.randrange(len(real)))
                place = table.column(title)
                row.cells[place] = int(str(row.cells[place])) + 500
                row.rules.append(rule)
    if real and city.parameters.dirt > 0 and rng.random() < 0.5:
        insert_after(table, real[0], real[0].copy())


def _form(city: City, month: date, stem: str) -> Form:
    share = 0.01 * city.parameters.dirt

    def make(content: Table, _fault: str) -> bytes:
        own = Random(f"{city.parameters.seed}/{stem}/{stamp(month)}/{len(content.rows)}")
        rows = dress(content, own, share, numbers=False)
        return csv_file([title for title, _ in content.columns], rows, "utf-8-sig")

    return Form(f"{stem}{month:%Y%m}", "csv", 2, "certno", make)


def deliver_medical(city: City, month: date, parcel: Parcel, plan: Plan) -> None:
    """Send the month's two files in the first days of the following month."""
    rng = city.rng(FEED, stamp(month))
    sent_at: datetime = office_hour(rng, shift(month, 1).replace(day=rng.randint(3, 10)))
    enrolment = enrolment_table(city, month, rng)
    draft = draft_of(enrolment, plan)
    make_enrolment_mistakes(city, month, enrolment, rng, parcel)
    blank_rows(enrolment, rng, 0.01 * city.parameters.dirt)
    form = _form(city, month, "医保参保")
    send_table(parcel, form, enrolment, rng, sent_at, plan, draft)
    settlements = settlement_table(city, month, rng)
    draft = draft_of(settlements, plan)
    make_settlement_mistakes(city, month, settlements, rng, parcel)
    form, later = _form(city, month, "医保结算"), sent_at + timedelta(hours=1)
    send_table(parcel, form, settlements, rng, later, Plan(), draft)
