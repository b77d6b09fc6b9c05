"""Wrong rows of the roster: rules R01-R05, R11, R12.

Rows that will be rejected are additional rows of strangers, so that no household loses a member.
"""

from datetime import date
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Row, Table
from zengshou.demo.city.parcels import Parcel
from zengshou.demo.city.places import UNKNOWN_VILLAGE
from zengshou.demo.city.row_mistakes import clean_place, insert_after, miswritten, repeats, stranger

_TRIES = 200


class _Roster:
    """A roster into which mistakes are written."""

    def __init__(self, city: City, table: Table, rng: Random, parcel: Parcel) -> None:
        self.city, self.table, self.rng, self.parcel = city, table, rng, parcel

    def extra(self, rule: str) -> Row | None:
        """A new row of a stranger in some household, directly after one of its members."""
        place = clean_place(self.table, self.rng)
        if place is None:
            return None
        anchor = self.table.rows[place]
        household = str(anchor.cells[self.table.column("户编号")])
        person = stranger(self.city, self.rng, self.parcel, household[:6])
        row = anchor.copy(rule)
        for title, value in (
            ("人编号", person.person_id), ("姓名", person.name), ("证件号码", person.citizen_id),
            ("联系电话", person.phone), ("与户主关系", "其他"), ("性别", person.sex),
            ("健康状况", "健康"), ("在校生状况", ""), ("人员状态", "正常"),
        ):  # fmt: skip
            row.cells[self.table.column(title)] = value
        self.table.rows.insert(place + 1, row)
        return row

    def put(self, row: Row | None, title: str, value: str) -> None:
        """Change a cell of a row, if the row is not None."""
        if row is not None:
            row.cells[self.table.column(title)] = value

    def miswrite(self, row: Row | None) -> None:
        """Give the row's ID a wrong check character."""
        if row is not None:
            place = self.table.column("证件号码")
            row.cells[place] = miswritten(str(row.cells[place]))

    def twice(self, same: str) -> None:
        """R04: two rows with the same person number or the same citizen ID, but not both."""
        first = self.extra("R04")
        if first is None:
            return
        second = first.copy("R04")
        other = stranger(self.city, self.rng, self.parcel)
        if same == "人编号":
            self.put(second, "证件号码", other.citizen_id)
        else:
            self.put(second, "人编号", other.person_id)
        insert_after(self.table, first, second)

    def family(self) -> list[Row] | None:
        """The rows of one household without mistakes, the head first; None if there is none."""
        number, relation = self.table.column("户编号"), self.table.column("与户主关系")
        rows = self.table.rows
        for _ in range(_TRIES):
            place = self.rng.randrange(len(rows))
            if rows[place].cells[relation] != "户主":
                continue
            end = place + 1
            while end < len(rows) and rows[end].cells[number] == rows[place].cells[number]:
                end += 1
            family = rows[place:end]
            if len(family) > 1 and not any(row.rules for row in family):
                return family
        return None


def make_roster_mistakes(
    city: City, month: date, table: Table, rng: Random, parcel: Parcel
) -> None:
    """Break each rule of the roster in this month's table, as often as `dirt` requires."""
    if city.parameters.dirt <= 0 or not table.rows:
        return
    work = _Roster(city, table, rng, parcel)
    size = len(table.rows)
    for _ in range(repeats(city, rng, month, size)):
        work.put(work.extra("R01"), rng.choice(("户编号", "人编号")), "")
    for _ in range(repeats(city, rng, month, size)):
        work.put(work.extra("R02"), "村代码", UNKNOWN_VILLAGE)
    for _ in range(repeats(city, rng, month, size)):
        work.miswrite(work.extra("R03"))
    for _ in range(repeats(city, rng, month, size)):
        work.twice(rng.choice(("人编号", "证件号码")))
    for _ in range(repeats(city, rng, month, size)):
        wrong = rng.choice((("年度家庭人口数", "0"), ("户类型", "低保户"), ("人员状态", "迁出")))
        work.put(work.extra("R05"), *wrong)
    for _ in range(repeats(city, rng, month, size)):
        if family := work.family():
            work.put(family[-1], "与户主关系", "户主")
            family[0].rules.append("R11")
    for _ in range(repeats(city, rng, month, size)):
        if family := work.family():
            members = int(str(family[0].cells[table.column("年度家庭人口数")]))
            work.put(family[-1], "年度家庭人口数", str(members + 1))
            family[0].rules.append("R12")
