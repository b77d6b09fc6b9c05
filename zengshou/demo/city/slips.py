"""Wrong rows of the twelve feeds of measures.md, section 2.

Rows that will be rejected are invented: copies of a row with a stranger's ID, name and number, so
that no household loses a line. Warnings need a real row: one of a household that plays no story.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.parcels import Parcel
from zengshou.demo.city.row_mistakes import clean_rows, insert_anywhere, miswritten, stranger

_EVERY = 6
SUMS = ("合计", "小计")
MISWRITTEN, TWICE = "miswritten", "twice"


@dataclass(frozen=True)
class Wrong:
    """A rule to break: the column, and its wrong value.

    MISWRITTEN is an ID with a wrong check character; TWICE sends the row again with another value
    in the column.
    """

    rule: str
    title: str
    value: Cell


@dataclass(frozen=True)
class Identity:
    """The columns that say whose row it is: ID, name, and the row's own number (blank: none)."""

    number: str
    name: str = ""
    key: str = ""


class Slips:
    """Writes wrong rows into the tables of one file of one period.

    `order` is the position of the period among the feed's periods: the first breaks every rule,
    later ones some of them in turn. `known` are persons on the roster without a story, by ID.
    """

    def __init__(self, city: City, month: date, order: int, rng: Random, parcel: Parcel) -> None:
        self.city, self.month, self.order, self.rng, self.parcel = city, month, order, rng, parcel
        self.known = {
            person.citizen_id: person
            for house in city.listed(month)
            for person in house.members
            if person.present(month) and person.has_id and person.citizen_id not in city.cast.ids
        }

    def due(self, rule: str) -> bool:
        """True if this period breaks the rule."""
        dirt = self.city.parameters.dirt
        turn = (self.order + int(rule[1:]) + ord(rule[0])) % _EVERY == 0
        return dirt > 0 and (self.order == 0 or turn) and self.rng.random() < dirt

    def invented(self, table: Table, who: Identity, rule: str) -> Row | None:
        """A copy of some row that belongs to a stranger; None if there is nothing to copy."""
        key = table.column(who.key) if who.key else None
        rows = [row for row in clean_rows(table, is_data) if key is None or row.cells[key]]
        if not rows:
            return None
        row = self.rng.choice(rows).copy(rule)
        person = stranger(self.city, self.rng, self.parcel)
        self._put(table, row, who.number, person.citizen_id)
        self._put(table, row, who.name, person.name)
        self._put(table, row, who.key, f"X{self.rng.randrange(10**8):08d}")
        return row

    def reject(self, table: Table, who: Identity, wrongs: Sequence[Wrong]) -> None:
        """Break rules that reject a row."""
        for wrong in wrongs:
            row = self.invented(table, who, wrong.rule) if self.due(wrong.rule) else None
            if row is None:
                continue
            place = table.column(wrong.title)
            if wrong.value == TWICE:
                other = row.copy(wrong.rule)
                other.cells[place] = _other(row.cells[place])
                insert_anywhere(table, self.rng, other)
            elif wrong.value == MISWRITTEN:
                row.cells[place] = miswritten(str(row.cells[place])[:18])
            else:
                row.cells[place] = wrong.value
            insert_anywhere(table, self.rng, row)

    def warn(
        self, table: Table, who: Identity, rule: str, change: Callable[[Row], bool | None]
    ) -> None:
        """Let `change` make a real row break a rule; if it returns False, it tries another."""
        if not self.due(rule):
            return
        place = table.column(who.number) if who.number else None
        rows = [
            row
            for row in clean_rows(table, is_data)
            if place is None or str(row.cells[place])[:18] in self.known
        ]
        self.rng.shuffle(rows)
        for row in rows[:40]:
            if change(row) is not False:
                row.rules.append(rule)
                return

    def _put(self, table: Table, row: Row, title: str, value: str) -> None:
        if title:
            row.cells[table.column(title)] = value


def is_data(row: Row) -> bool:
    """False for rows of sums."""
    return row.cells[0] not in SUMS


def _other(value: Cell) -> Cell:
    """Another value of the same kind."""
    return value + 100 if isinstance(value, int) else f"{value}改"


def setter(table: Table, title: str, value: Cell) -> Callable[[Row], bool | None]:
    """A change that writes a value into a column."""
    place = table.column(title)

    def change(row: Row) -> None:
        row.cells[place] = value

    return change


def adder(table: Table, title: str, cents: int) -> Callable[[Row], bool | None]:
    """A change that adds to an amount; rows whose amount is no number are left alone."""
    place = table.column(title)

    def change(row: Row) -> bool:
        found = row.cells[place]
        if not isinstance(found, int):
            return False
        row.cells[place] = found + cents
        return True

    return change
