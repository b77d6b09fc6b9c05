"""Leads as the page shows them: sums of places, owners and projects, no data of a household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from zengshou.assessment.releases.content import Rows, rows

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class LeadFigures:
    """Leads outstanding at the end of a month, and linkage projects by their last quarter file.

    Money in yuan. `gaps`: sums, `part` says of what (city, list, owner, county, county_list,
    township, township_list); `months`: amounts by month and list; `projects`: one row each.
    """

    month: date
    gaps: Rows
    months: Rows
    projects: Rows

    def part(self, name: str, county: str | None = None) -> Rows:
        """The sums of one part, of a county if one is given."""
        return [
            row
            for row in self.gaps
            if row["part"] == name and (county is None or row["county_code"] == county)
        ]

    def of_county(self, county: str) -> Rows:
        """The projects of a county."""
        return [row for row in self.projects if row["county_code"] == county]


@dataclass(frozen=True)
class Trail:
    """Yuan of projects by stage: 下达, 支出, 应付到户, 已付到户, and what of it is declared."""

    projects: int
    households: int
    allotted: Decimal
    spent: Decimal
    due: Decimal
    paid: Decimal
    answered: Decimal


def trail_of(projects: Sequence[dict[str, Any]]) -> Trail:
    """The sums of projects; a household counts once for each project."""

    def total(column: str) -> Decimal:
        return sum((Decimal(row[column]) for row in projects), Decimal())

    return Trail(
        projects=len(projects),
        households=sum(row["households"] for row in projects),
        allotted=total("allotted"),
        spent=total("spent"),
        due=total("due"),
        paid=total("paid"),
        answered=total("answered"),
    )


def read_leads(connection: sa.Connection, year: int, month: date) -> LeadFigures:
    """Leads as of a month of an income year."""
    return LeadFigures(
        month=month,
        gaps=_read(connection, "gaps", month=month),
        months=_read(connection, "gap_months", year=year),
        projects=_read(connection, "projects", month=month),
    )


def _read(connection: sa.Connection, name: str, **values: Any) -> Rows:
    return rows(connection, (SQL / f"{name}.sql").read_text(encoding="utf-8"), **values)
