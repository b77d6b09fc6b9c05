"""Tools for rows that are wrong on purpose."""

from collections.abc import Callable
from datetime import date
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Row, Table
from zengshou.demo.city.parcels import Parcel
from zengshou.demo.city.people import Person, check_character

_PER_ROW = 0.0004
_TRIES = 60


def repeats(city: City, rng: Random, month: date | None, rows: int) -> int:
    """How often a rule is broken in one file of a department.

    Once; more often in large files, less often with less dirt. The first month and the yearly
    tables (`month` None) break every rule at least once.
    """
    dirt = city.parameters.dirt
    if dirt <= 0:
        return 0
    wanted = dirt * max(1.0, rows * _PER_ROW)
    count = int(wanted) + (rng.random() < wanted % 1)
    return max(count, int(month is None or month == city.calendar.months[0]))


def stranger(city: City, rng: Random, parcel: Parcel, county: str | None = None) -> Person:
    """A person in no register; recorded, so that outputs can be searched for the person."""
    person = city.stranger(rng, county or rng.choice(city.places.counties))
    parcel.strangers.append(person)
    return person


def miswritten(number: str) -> str:
    """The ID with a wrong check character."""
    right = check_character(number[:17])
    return number[:17] + ("1" if right != "1" else "2")


def clean_rows(table: Table, fits: Callable[[Row], bool] | None = None) -> list[Row]:
    """Rows without mistakes so far for which `fits` is true."""
    return [
        row
        for row in table.rows
        if not row.rules and any(cell not in ("", None) for cell in row.cells)
        if fits is None or fits(row)
    ]


def clean_place(table: Table, rng: Random) -> int | None:
    """Position of a random row without mistakes so far; None if it finds none.

    Tries random rows and does not list all of them: tables may be large.
    """
    for _ in range(_TRIES):
        place = rng.randrange(len(table.rows))
        row = table.rows[place]
        if not row.rules and any(cell not in ("", None) for cell in row.cells):
            return place
    return None


def insert_anywhere(table: Table, rng: Random, *rows: Row) -> None:
    """Insert each row at a random place."""
    for row in rows:
        table.rows.insert(rng.randrange(len(table.rows) + 1), row)


def insert_after(table: Table, anchor: Row, *rows: Row) -> None:
    """Insert rows directly after another row."""
    place = next(number for number, row in enumerate(table.rows) if row is anchor) + 1
    table.rows[place:place] = rows
