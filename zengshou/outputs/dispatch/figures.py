"""The figures of a month's dispatch and a quarter's report, read from the marts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from zengshou.assessment.releases.content import Rows, rows
from zengshou.outputs import comparison
from zengshou.outputs.handling import Handling, handling

SQL = Path(__file__).parent / "sql"
CITY = "city"
MONTHS = "select exists (select from marts.division_month where month = :month)"
LAST_MONTH = "select max(month) from marts.division_month"


class NothingToReport(ZengshouError):
    """The marts hold no data for the request; the one-line message says what they hold."""


@dataclass(frozen=True)
class MonthFigures:
    """All counties as of a month. Money in yuan, shares 0..1; blank (None) = no data.

    `standing`: counties by rank, and the city; `villages`: reporting units; `focus`, `warnings`:
    households; `income`: streams of city, counties and townships; `burden`: number of cells that
    villages type; `feeds`: files due for the month, and earlier ones that are still missing;
    `item_counts`: worklist items by list and township; `entitlements` and `funds`: leads, summed up
    by place. Each row has its county. `missing`:
    village-months of the year to date and of the like months before that never came.
    """

    month: date
    is_year_end: bool
    standing: Rows
    villages: Rows
    focus: Rows
    warnings: Rows
    income: Rows
    burden: Rows
    feeds: Rows
    item_counts: Rows
    entitlements: Rows
    funds: Rows
    missing: Rows

    @property
    def city(self) -> dict[str, Any]:
        """The city's row of `standing`."""
        return next(row for row in self.standing if row["level"] == CITY)

    @property
    def counties(self) -> Rows:
        """The counties' rows of `standing`, by rank."""
        return [row for row in self.standing if row["level"] != CITY]

    def county(self, code: str) -> dict[str, Any]:
        """A county's row of `standing`. Raises NothingToReport if it has none."""
        for row in self.counties:
            if row["division_code"] == code:
                return row
        known = ", ".join(sorted(row["division_code"] for row in self.counties))
        raise NothingToReport(f"{self.month:%Y-%m}: no county {code} (there are: {known})")

    def of_county(self, of: Rows, code: str) -> Rows:
        """The rows that belong to the county."""
        return [row for row in of if row["county_code"] == code]

    def why_incomparable(self, row: dict[str, Any]) -> str | None:
        """Which villages and months are missing, for a division below the coverage gate."""
        missing = comparison.of_division(self.missing, row["division_code"])
        return comparison.why_incomparable(row, missing)

    def handling(self, row: dict[str, Any]) -> Handling:
        """Treatment and risk of a county's row of `standing`."""
        comparable = self.why_incomparable(row) is None
        return handling(row, is_comparable=comparable, is_year_end=self.is_year_end)

    def income_of(self, code: str) -> dict[str, Any]:
        """The streams of one division."""
        return next(row for row in self.income if row["division_code"] == code)


def growth(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """now / before − 1; None if a value is missing or `before` is not above zero.

    If `before` is a loss, a growth rate has no meaning.
    """
    if now is None or before is None or before <= 0:
        return None
    return now / before - 1


def share(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """part / whole; None if a value is missing or `whole` is zero."""
    return None if part is None or not whole else Decimal(part) / Decimal(whole)


def read_month(connection: sa.Connection, month: date, year_start: int) -> MonthFigures:
    """The figures of a month. Raises NothingToReport for a month that is not in the marts.

    `year_start` is the first month of the income year.
    """
    try:
        known = connection.execute(sa.text(MONTHS), {"month": month}).scalar_one()
        last = connection.execute(sa.text(LAST_MONTH)).scalar()
    except sa.exc.ProgrammingError as error:
        raise NothingToReport("the warehouse has no marts yet; run `zengshou run` first") from error
    if not known:
        until = f"the last month with data is {last:%Y-%m}" if last else "there is none at all"
        raise NothingToReport(f"{month:%Y-%m}: no data of that month ({until})")
    is_year_end = month.month % 12 + 1 == year_start
    return MonthFigures(
        month=month,
        is_year_end=is_year_end,
        standing=_read(connection, "standing", month=month, is_year_end=is_year_end),
        villages=_read(connection, "villages", month=month),
        focus=_read(connection, "focus", month=month),
        warnings=_read(connection, "warnings", month=month),
        income=_read(connection, "income", month=month),
        burden=_read(connection, "burden", month=month),
        feeds=_read(connection, "feeds", month=month),
        item_counts=read_item_counts(connection, month),
        entitlements=_read(connection, "entitlement", month=month),
        funds=_read(connection, "funds", month=month),
        missing=comparison.missing_village_months(
            connection, month.year + (1 < year_start <= month.month), month
        ),
    )


def read_item_counts(connection: sa.Connection, month: date) -> Rows:
    """Worklist items of a month by list, owner, county and township."""
    return _read(connection, "item_counts", month=month)


def _read(connection: sa.Connection, name: str, **values: Any) -> Rows:
    return rows(connection, (SQL / f"{name}.sql").read_text(encoding="utf-8"), **values)
