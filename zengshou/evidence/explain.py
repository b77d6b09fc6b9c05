"""Looks up the evidence of one county's indicator."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from zengshou.scores import year_without_scores

SQL = Path(__file__).parent / "sql"
#: Pieces that several queries share, by the mark that stands for them.
PIECES = ("county", "income_rows", "household_years")
INDICATOR = """
select indicator.*, seed.name_zh, seed.kind, seed.full_at, seed.zero_at, seed.unit_per_point,
    seed.when_none, county.division_name as county_name
from marts.county_indicator as indicator
inner join reference.assessment_indicators as seed
    on indicator.indicator = seed.code
    and seed.valid_from_year <= indicator.assessment_year
    and (seed.valid_to_year is null or seed.valid_to_year >= indicator.assessment_year)
inner join reference.division_register as county
    on indicator.county_code = county.division_code
where indicator.assessment_year = :year and indicator.county_code = :county
order by seed.max_points desc, seed.code
"""
FINISHED_YEARS_ONLY = ("growth", "decreased_share", "lifted_share")
LAST_MONTH_OF_YEAR = """
select bool_and(is_year_end) from intermediate.int_assessed_county
where assessment_year = :year and is_latest_of_year
"""


class NoEvidence(RuntimeError):
    """There is nothing to explain; the message says why (one line)."""


@dataclass(frozen=True)
class Explanation:
    """An indicator's row of `county_indicator` with its bounds, and the rows it comes from.

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


def explain(connection: sa.Connection, year: int, county: str, indicator: str) -> Explanation:
    """The evidence of an indicator of a county, as of the year's last month with data.

    Raises NoEvidence for a year without scores, an unknown county or indicator, and one that
    is not applicable.
    """
    found = _indicator(connection, year, county, indicator)
    if not found["applicable"]:
        raise NoEvidence(f"{year} {county}: {indicator} is not applicable, there is no data for it")
    return Explanation(found, evidence_rows(connection, year, county, indicator))


def evidence_rows(
    connection: sa.Connection, year: int, county: str, indicator: str
) -> list[dict[str, Any]]:
    """The rows that an indicator of a county comes from; none where it has no query."""
    if not (SQL / f"{indicator}.sql").exists():
        return []
    values = {"year": year, "county": county}
    query = sa.text(_query(indicator))
    return [dict(row) for row in connection.execute(query, values).mappings()]


def _indicator(connection: sa.Connection, year: int, county: str, indicator: str) -> dict[str, Any]:
    values = {"year": year, "county": county}
    try:
        found = {
            row["indicator"]: dict(row)
            for row in connection.execute(sa.text(INDICATOR), values).mappings()
        }
    except sa.exc.ProgrammingError as error:
        raise NoEvidence("the warehouse has no scores yet; run `zengshou run` first") from error
    if not found:
        if not connection.execute(
            sa.text("select exists (select from marts.county_score where assessment_year = :year)"),
            {"year": year},
        ).scalar_one():
            raise NoEvidence(year_without_scores(connection, year))
        raise NoEvidence(f"{year}: no county {county} is assessed")
    if indicator not in found:
        raise NoEvidence(f"{year}: no indicator {indicator} (there are: {', '.join(found)})")
    if indicator in FINISHED_YEARS_ONLY and not _is_finished(connection, year):
        raise NoEvidence(f"{year} {indicator}: evidence is given once the year has ended")
    return found[indicator]


def _is_finished(connection: sa.Connection, year: int) -> bool:
    return bool(connection.execute(sa.text(LAST_MONTH_OF_YEAR), {"year": year}).scalar())


@lru_cache
def _query(indicator: str) -> str:
    query = _piece("evidence").replace("{{indicator}}", _piece(indicator, shared=False))
    for piece in PIECES:
        query = query.replace(f"{{{{{piece}}}}}", _piece(piece))
    return query


def _piece(name: str, *, shared: bool = True) -> str:
    return (SQL / f"{'_' if shared else ''}{name}.sql").read_text(encoding="utf-8")
