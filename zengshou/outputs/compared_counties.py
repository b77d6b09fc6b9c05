"""Growth of each county beside its coverage, as of a month of the assessment."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from ingestion.settings import get_settings
from zengshou.assessment.releases.content import Rows, rows
from zengshou.outputs import comparison

#: At the year's end of the year's table, else of the months to date.
COMPARED = """
select
    score.county_code as division_code,
    score.county_name,
    score.coverage,
    score.status,
    score.growth,
    score.prior_per_capita,
    score.projected_growth,
    score.target_growth,
    score.on_watch_list,
    shown.matched_growth,
    shown.village_months_expected,
    shown.village_months_received,
    shown.prior_village_months_expected,
    shown.prior_village_months_received,
    shown.is_comparable
from marts.county_score_month as score
inner join (
    select
        division_code, matched_growth, village_months_expected, village_months_received,
        prior_village_months_expected, prior_village_months_received, is_comparable
    from marts.division_year
    where :is_year_end and income_year = :year
    union all
    select
        division_code, matched_growth, village_months_expected, village_months_received,
        prior_village_months_expected, prior_village_months_received, is_comparable
    from marts.division_month
    where not :is_year_end and month = :month
) as shown on score.county_code = shown.division_code
where score.as_of_month = :month
order by score.county_code
"""


def compared_counties(connection: sa.Connection, year: int, month: date) -> Rows:
    """One row per county with `why`: the villages and months that are missing; None: comparable."""
    missing = comparison.missing_village_months(connection, year, month)
    values = {"month": month, "year": year, "is_year_end": is_year_end(month)}
    return [
        {**row, "why": _why(row, comparison.of_division(missing, row["division_code"]))}
        for row in rows(connection, COMPARED, **values)
    ]


def why_out_of_rank(compared: Rows, *, is_released: bool) -> dict[str, str]:
    """The counties without rank, rate of growth and verdict, each with the reason.

    What has been released stays as it was approved.
    """
    return {row["division_code"]: row["why"] for row in compared if row["why"] and not is_released}


def is_year_end(month: date) -> bool:
    """Whether the month is the last one of an income year."""
    return month.month % 12 + 1 == get_settings().income_year_start_month


def _why(row: dict[str, Any], missing: Rows) -> str | None:
    return comparison.why_incomparable(row, missing)
