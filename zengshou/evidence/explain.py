"""Looks up the evidence of one county's indicator."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from zengshou.scores import why_no_scores

SQL = Path(__file__).parent / "sql"
#: Pieces that several queries share, by the mark that stands for them.
PIECES = ("county", "income_rows", "household_years", "cover")
#: Indicators that count the same rows, narrowed by a parameter.
QUERIES: dict[str, tuple[str, dict[str, str | None]]] = {
    "jobs_kept": ("jobs_kept", {"channel": None}),
    "public_posts_kept": ("jobs_kept", {"channel": "公益性岗位"}),
}
INDICATOR = """
select indicator.*, seed.name_zh, seed.kind, seed.full_at, seed.zero_at, seed.unit_per_point,
    seed.when_none, county.division_name as county_name
from marts.county_indicator_month as indicator
inner join reference.assessment_indicators as seed
    on indicator.indicator = seed.code
    and seed.valid_from_year <= indicator.assessment_year
    and (seed.valid_to_year is null or seed.valid_to_year >= indicator.assessment_year)
inner join reference.division_register as county
    on indicator.county_code = county.division_code
where indicator.assessment_year = :year and indicator.as_of_month = :month
    and indicator.county_code = :county
order by seed.max_points desc, seed.code
"""
LATEST_MONTH = """
select as_of_month from intermediate.int_assessment_month
where assessment_year = :year and is_latest_of_year
"""
ASSESSED = """
select exists (
    select from marts.county_score_month where assessment_year = :year and as_of_month = :month
)
"""


class NoEvidence(RuntimeError):
    """There is nothing to explain; the message says why (one line)."""


@dataclass(frozen=True)
class Explanation:
    """An indicator's row of `county_indicator_month` with its bounds, and the rows it comes from.

    `rows`: what, period, household_id, head_name_masked, village_code, village_name, amount,
    numerator, denominator, feed, file_name, row_number (as counted in the sheet), sha256.
    """

    indicator: dict[str, Any]
    rows: list[dict[str, Any]]

    @property
    def numerator(self) -> Decimal:
        """What the rows add to the numerator."""
        return sum((Decimal(row["numerator"] or 0) for row in self.rows), Decimal())

    @property
    def denominator(self) -> Decimal:
        """What the rows add to the denominator."""
        return sum((Decimal(row["denominator"] or 0) for row in self.rows), Decimal())


def explain(
    connection: sa.Connection, year: int, county: str, indicator: str, month: date | None = None
) -> Explanation:
    """The evidence of an indicator of a county as of a month (default: the year's last with data).

    Raises NoEvidence for a year or month without scores, an unknown county or indicator, and
    one that is not applicable.
    """
    try:
        as_of = month or latest_month(connection, year)
        found = _indicator(connection, year, as_of, county, indicator)
    except sa.exc.ProgrammingError as error:
        raise NoEvidence("the warehouse has no scores yet; run `zengshou run` first") from error
    if not found["applicable"]:
        raise NoEvidence(f"{year} {county}: {indicator} is not applicable, there is no data for it")
    rows = evidence_rows(connection, year, county, indicator, found["as_of_month"])
    return Explanation(found, rows)


def latest_month(connection: sa.Connection, year: int) -> date | None:
    """The year's last month with data; None for a year without any."""
    return connection.execute(sa.text(LATEST_MONTH), {"year": year}).scalar()


def evidence_rows(
    connection: sa.Connection, year: int, county: str, indicator: str, month: date | None = None
) -> list[dict[str, Any]]:
    """The rows that an indicator of a county comes from; none where it has no query."""
    name, narrowed = QUERIES.get(indicator, (indicator, {}))
    if not (SQL / f"{name}.sql").exists():
        return []
    as_of = month or latest_month(connection, year)
    values = {"year": year, "month": as_of, "county": county, **narrowed}
    return [dict(row) for row in connection.execute(sa.text(_query(name)), values).mappings()]


def _indicator(
    connection: sa.Connection, year: int, month: date | None, county: str, indicator: str
) -> dict[str, Any]:
    values = {"year": year, "month": month, "county": county}
    found = {
        row["indicator"]: dict(row)
        for row in connection.execute(sa.text(INDICATOR), values).mappings()
    }
    if not found:
        if not connection.execute(sa.text(ASSESSED), values).scalar_one():
            raise NoEvidence(why_no_scores(connection, year, month))
        raise NoEvidence(f"{year}: no county {county} is assessed")
    if indicator not in found:
        raise NoEvidence(f"{year}: no indicator {indicator} (there are: {', '.join(found)})")
    return found[indicator]


@lru_cache
def _query(indicator: str) -> str:
    query = _piece("evidence").replace("{{indicator}}", _piece(indicator, shared=False))
    for piece in PIECES:
        query = query.replace(f"{{{{{piece}}}}}", _piece(piece))
    return query


def _piece(name: str, *, shared: bool = True) -> str:
    return (SQL / f"{'_' if shared else ''}{name}.sql").read_text(encoding="utf-8")
