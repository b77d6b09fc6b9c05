"""Looks up the evidence of one county's indicator."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from zengshou.assessment.evidence import words
from zengshou.assessment.scores import why_no_scores

#: The fact of a workbook that lists its rejected rows.
REJECTS = "rows_rejected"
ROWS = (Path(__file__).parent / "rows.sql").read_text(encoding="utf-8")
#: The rules that a workbook's rejected row broke; only the sheet with the households' figures
#: counts.
REJECTED = """
select load_id, row_number, string_agg(rule || ' ' || message, '；' order by rule) as broken,
    string_agg(distinct column_name, '、') as rejected_columns
from ops.finding
where load_id = any(:loads) and severity = 'reject' and table_name = 'village_submission'
group by load_id, row_number
order by load_id, row_number
"""
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
select max(as_of_month) from marts.county_score where assessment_year = :year
"""
ASSESSED = """
select exists (
    select from marts.county_score_month where assessment_year = :year and as_of_month = :month
)
"""


class NoEvidence(ZengshouError):
    """There is nothing to explain; the one-line message says why."""


@dataclass(frozen=True)
class Explanation:
    """An indicator's row of `county_indicator_month` with its bounds, and its evidence rows.

    `rows`: what, is_rejected, period, household_id, head_name_masked, village_code, village_name,
    amount, numerator, denominator, feed, file_period, file_name, table_name (of raw, identifies the
    sheet), row_number (as shown in the sheet), sha256; of a rejected row also rejected_columns.
    """

    indicator: dict[str, Any]
    rows: list[dict[str, Any]]

    @property
    def numerator(self) -> Decimal:
        """The sum of the rows' numerators."""
        return sum((Decimal(row["numerator"] or 0) for row in self.rows), Decimal())

    @property
    def denominator(self) -> Decimal:
        """The sum of the rows' denominators."""
        return sum((Decimal(row["denominator"] or 0) for row in self.rows), Decimal())


def explain(
    connection: sa.Connection, year: int, county: str, indicator: str, month: date | None = None
) -> Explanation:
    """The evidence of a county's indicator as of a month (default: the year's last with data).

    Raises NoEvidence for a year or month without scores, an unknown county or indicator, and an
    indicator that is not applicable.
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
    """The evidence rows of a county's indicator; none if it has no evidence.

    A rejected row follows its workbook and does not count in the sums. Raises NoEvidence while a
    build runs.
    """
    as_of = month or latest_month(connection, year)
    values = {"year": year, "month": as_of, "county": county, "indicator": indicator}
    try:
        found = connection.execute(sa.text(ROWS), values).mappings().all()
    except sa.exc.ProgrammingError as error:
        raise NoEvidence("the warehouse is being built; try again after the build") from error
    facts = [json.loads(row["facts"], parse_float=Decimal) for row in found]
    rejected = _rejected(
        connection,
        [row["load_id"] for row, one in zip(found, facts, strict=True) if one.get(REJECTS)],
    )
    listed: list[dict[str, Any]] = []
    for row, one in zip(found, facts, strict=True):
        shown = {"what": words.said(indicator, one), "is_rejected": False}
        shown |= {name: value for name, value in row.items() if name not in ("facts", "load_id")}
        listed.append(shown)
        if one.get(REJECTS):
            listed += [shown | nothing_added for nothing_added in rejected[row["load_id"]]]
    return listed


def _rejected(connection: sa.Connection, loads: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The broken rules of the rejected rows of files, by file."""
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in connection.execute(sa.text(REJECTED), {"loads": loads}).mappings():
        rows[one["load_id"]].append(
            {
                "what": words.rejected(one["broken"]),
                "is_rejected": True,
                "rejected_columns": one["rejected_columns"],
                "table_name": "village_submission",
                "row_number": one["row_number"],
                "numerator": None,
                "denominator": None,
            }
        )
    return rows


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
