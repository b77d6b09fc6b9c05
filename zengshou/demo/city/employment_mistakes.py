"""Wrong rows of the employment workbook: rules E01-E05, E11-E13."""

from collections.abc import Callable
from datetime import date
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.months import month_end
from zengshou.demo.city.parcels import Parcel
from zengshou.demo.city.people import Person
from zengshou.demo.city.row_mistakes import insert_anywhere, miswritten, repeats, stranger


def _row(person: Person, channel: str, since: date, cents: int, days: int | str = "") -> Row:
    cells: list[Cell] = [person.person_id, person.name, person.citizen_id, "是", channel, "某公司"]
    return Row([*cells, "黑龙江省双鸭山市", since, "", cents, days, 0])


def _rejected(city: City, month: date, table: Table, rng: Random, parcel: Parcel) -> None:
    """E01-E05, in rows of strangers."""
    wrongs: tuple[tuple[str, str, str | None], ...] = (
        ("E01", "证件号码", None), ("E02", "是否务工", "务工"), ("E03", "月收入", ""),
        ("E03", "月收入", "约2000"), ("E04", "就业渠道", "打零工"), ("E05", "企业名称", "另一公司"),
    )  # fmt: skip
    size = len(table.rows)
    for rule, title, value in wrongs:
        for _ in range(repeats(city, rng, month, size)):
            person = stranger(city, rng, parcel)
            row = _row(person, "县内务工", month, 180_000)
            row.rules.append(rule)
            if rule == "E05":
                insert_anywhere(table, rng, row.copy(rule))
            wrong = miswritten(person.citizen_id) if value is None else value
            row.cells[table.column(title)] = wrong
            insert_anywhere(table, rng, row)


def _members(city: City, month: date, fits: Callable[[Person], bool]) -> list[Person]:
    """Members on the roster with an ID and without a story for whom `fits` is true."""
    playing = city.cast.ids
    return [
        person
        for house in city.listed(month)
        for person in house.members
        if person.present(month) and person.has_id and fits(person)
        if person.citizen_id not in playing
    ]


def _warned(city: City, month: date, table: Table, rng: Random) -> None:
    """E11-E13, in rows of persons on the roster who otherwise have no row or no work."""
    place = table.column("证件号码")
    size = len(table.rows)
    end = month_end(month)
    taken = {row.cells[place] for row in table.rows}
    old = _members(city, month, lambda p: p.age(end) > 70 and p.citizen_id not in taken)
    pupils = _members(city, month, lambda p: bool(p.school(month)) and p.age(end) >= 16)
    idle = {row.cells[place]: row for row in table.rows if row.cells[3] == "否"}
    free = _members(city, month, lambda p: p.citizen_id in idle and 20 <= p.age(end) < 60)
    for rule, pool, channel, cents in (
        ("E11", old, "公益性岗位", 50_000), ("E12", free, "灵活就业", 6_000),
        ("E13", pupils, "县内务工", 80_000),
    ):  # fmt: skip
        for person in rng.sample(pool, min(len(pool), repeats(city, rng, month, size))):
            row = _row(person, channel, month, cents, 20 if rule == "E11" else "")
            row.rules.append(rule)
            if person.citizen_id in idle:
                idle[person.citizen_id].cells[:] = row.cells
                idle[person.citizen_id].rules.append(rule)
            else:
                insert_anywhere(table, rng, row)


def make_employment_mistakes(
    city: City, month: date, table: Table, rng: Random, parcel: Parcel
) -> None:
    """Break each rule of the employment feed in this month's table."""
    if city.parameters.dirt <= 0:
        return
    _rejected(city, month, table, rng, parcel)
    _warned(city, month, table, rng)
