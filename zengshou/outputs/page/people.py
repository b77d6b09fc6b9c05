"""Who is watched: 脱贫户 and 监测对象 by their three kinds, cleared risks, and focus lists.

A household of a monitored kind counts there, whatever its 户类型.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from ingestion.contract import load_contracts
from zengshou import words
from zengshou.assessment.releases.content import Rows, rows
from zengshou.outputs.dispatch.figures import share

SQL = Path(__file__).parent / "sql"
LISTS = words.names("focus_list")


@dataclass(frozen=True)
class Kind:
    """Households and persons of a kind; `cleared`: those whose risk is cleared."""

    households: int
    members: int
    cleared: int
    cleared_members: int

    @property
    def cleared_share(self) -> Decimal | None:
        """风险消除率: cleared / all; None without households."""
        return share(self.cleared, self.households)


@dataclass(frozen=True)
class People:
    """The population of a month and the focus lists, by county."""

    kinds: tuple[str, ...]
    counted: Rows
    listed: Rows

    def of(self, kinds: Sequence[str | None], county: str | None = None) -> Kind:
        """Households of these kinds (None: of no monitored kind), of a county or of the city."""
        found = [
            row
            for row in self.counted
            if row["monitored_kind"] in kinds and county in (None, row["county_code"])
        ]
        return Kind(*(sum(row[one.name] for row in found) for one in fields(Kind)))

    def lifted(self, county: str | None = None) -> Kind:
        """Households of no monitored kind: 脱贫户."""
        return self.of((None,), county)

    def monitored(self, county: str | None = None) -> Kind:
        """监测对象: households of the three kinds."""
        return self.of(self.kinds, county)

    def everybody(self, county: str | None = None) -> Kind:
        """脱贫户和监测对象."""
        return self.of((None, *self.kinds), county)

    def on_list(self, code: str | None, county: str | None = None) -> tuple[int, int]:
        """Households on a list (None: on any) and those of them without a reason."""
        found = [
            row
            for row in self.listed
            if row["list"] == code and county in (None, row["county_code"])
        ]
        return (
            sum(row["households"] for row in found),
            sum(row["without_reason"] for row in found),
        )


def read_people(connection: sa.Connection, month: date) -> People:
    """The population and the focus lists of a month."""
    (part,) = load_contracts()["household_roster"].parts

    def read(name: str) -> Rows:
        return rows(connection, (SQL / f"{name}.sql").read_text(encoding="utf-8"), month=month)

    return People(
        kinds=tuple(part.columns["monitored_kind"].allowed or ()),
        counted=read("people"),
        listed=read("focus"),
    )
