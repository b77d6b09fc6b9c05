"""The items of a month that need work, by the owner that gets them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import sqlalchemy as sa

from zengshou.assessment.releases.content import Rows, rows

SQL = Path(__file__).parent / "sql"
CITY = "city"


@dataclass(frozen=True)
class Owner:
    """Who gets a workbook: an office in a division of its level, or a 预算单位 by its code."""

    name: str
    level: str
    division_code: str
    division_name: str

    @property
    def title(self) -> str:
        """The name to address it by: of the city's offices with the city's name."""
        return f"{self.division_name}{self.name}" if self.level == CITY else self.division_name


@dataclass(frozen=True)
class Worklists:
    """The items of one owner in the order of their lists."""

    owner: Owner
    items: Rows

    def by_list(self) -> Iterator[tuple[str, Rows]]:
        """The items of each list with its Chinese name."""
        for name, found in groupby(self.items, key=lambda row: row["list_name"]):
            yield name, list(found)


def read_worklists(connection: sa.Connection, month: date) -> list[Worklists]:
    """The open items and those in hand of every owner that has any."""
    found = rows(connection, (SQL / "items.sql").read_text(encoding="utf-8"), month=month)

    def key(row: dict[str, str]) -> tuple[str, str]:
        return row["owner"], row["division_code"]

    made = []
    for (name, code), group in groupby(found, key=key):
        items = list(group)
        made.append(
            Worklists(Owner(name, items[0]["level"], code, items[0]["division_name"]), items)
        )
    return made
