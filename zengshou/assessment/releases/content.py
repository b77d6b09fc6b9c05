"""The content of a release: current scores, indicators, input files and rules."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from zengshou.assessment.income_year import year_bounds
from zengshou.assessment.releases.parameters import confirmations, deciding

Rows = list[dict[str, Any]]

SCORES = """
select assessment_year, as_of_month, county_code, county_name, per_capita, prior_per_capita,
    growth, target_growth, target_met, points, max_points, score, grade, treatment, rank,
    coverage, status
from marts.county_score where assessment_year = :year
order by rank, county_code
"""
INDICATORS = """
select assessment_year, as_of_month, county_code, indicator, numerator, denominator, value,
    points, max_points, applicable
from marts.county_indicator where assessment_year = :year
order by county_code, indicator
"""
MONTH_SCORES = """
select assessment_year, as_of_month, county_code, county_name, per_capita, prior_per_capita,
    growth, target_growth, target_met, score, grade, treatment, rank, coverage, status
from marts.county_score_month where assessment_year = :year and as_of_month = :month
order by rank, county_code
"""
MONTH_INDICATORS = """
select assessment_year, as_of_month, county_code, indicator, numerator, denominator, value,
    points, max_points, applicable
from marts.county_indicator_month where assessment_year = :year and as_of_month = :month
order by county_code, indicator
"""
INPUTS = """
select load_id, feed, period, file_name, sha256, received_at, status
from ops.load where status in ('accepted', 'superseded')
order by feed, period, received_at, file_name, sha256
"""
KNOWN_AT = """
select max(at) from (
    select received_at as at from ops.receipt where trial is null
    union all
    select at from ops.reversal
    union all
    select at from ops.confirmation
) as known
"""
SEED_TABLES = """
select relname from pg_class
where relnamespace = to_regnamespace('reference') and relkind = 'r' order by relname
"""
FROZEN_SCORES = """
select assessment_year, as_of_month, county_code, county_name, per_capita, prior_per_capita,
    growth, target_growth, target_met, points, max_points, score, grade, treatment, rank,
    coverage, status
from assessment.release_score where assessment_year = :year and release_number = :number
order by rank, county_code
"""
FROZEN_INDICATORS = """
select assessment_year, as_of_month, county_code, indicator, numerator, denominator, value,
    points, max_points, applicable
from assessment.release_indicator where assessment_year = :year and release_number = :number
order by county_code, indicator
"""
FROZEN_INPUTS = """
select load_id, feed, period, file_name, sha256, received_at, status
from assessment.release_input where assessment_year = :year and release_number = :number
order by feed, period, received_at, file_name, sha256
"""
FROZEN_SEEDS = """
select seed, row_number, content::text as content
from assessment.release_seed where assessment_year = :year and release_number = :number
order by seed, row_number
"""
PARAMETERS = "select to_regclass('assessment.release_parameter') is not null"
FROZEN_PARAMETERS = """
select parameter, value, confirmed_by, document
from assessment.release_parameter where assessment_year = :year and release_number = :number
order by parameter
"""


@dataclass(frozen=True)
class Content:
    """A year's assessment with all its inputs; missing data gives empty lists, not errors.

    `known_at` is the receipt time of the last known file, or the time of the last reversal if that
    is later; None in an empty warehouse. `parameters`: the example parameters that decide the year,
    with who confirmed each (releases/parameters.py).
    """

    scores: Rows
    indicators: Rows
    inputs: Rows
    seeds: Rows
    known_at: datetime | None
    parameters: Rows = field(default_factory=list)

    @property
    def as_of_month(self) -> date:
        """The last month of the data; all rows have the same."""
        month: date = self.scores[0]["as_of_month"]
        return month

    def indicators_of(self, county: str) -> Rows:
        """The county's indicators."""
        return [row for row in self.indicators if row["county_code"] == county]

    @property
    def checksum(self) -> str:
        """SHA-256 of the content without the load ids, which differ between warehouses."""
        inputs = [{k: v for k, v in row.items() if k != "load_id"} for row in self.inputs]
        said = [self.scores, self.indicators, inputs, self.seeds, self.known_at]
        # releases from before confirmations keep their checksum
        return checksum([*said, self.parameters] if self.parameters else said)


def present(connection: sa.Connection, year: int, month: date | None = None) -> Content:
    """The content of a release made now; with `month`, as of that month of the year."""
    if month is None:
        scores = rows(connection, SCORES, year=year)
        indicators = rows(connection, INDICATORS, year=year)
    else:
        scores = rows(connection, MONTH_SCORES, year=year, month=month)
        indicators = rows(connection, MONTH_INDICATORS, year=year, month=month)
    seeds = _seeds(connection)
    found = deciding(seeds, indicators, *year_bounds(year), confirmations(connection, year))
    return Content(
        scores=scores,
        indicators=indicators,
        inputs=rows(connection, INPUTS),
        seeds=seeds,
        known_at=connection.execute(sa.text(KNOWN_AT)).scalar(),
        parameters=sorted(found, key=lambda row: str(row["parameter"])),
    )


def frozen(connection: sa.Connection, year: int, number: int, known_at: datetime) -> Content:
    """The content of a release, read from its own tables."""
    which = {"year": year, "number": number}
    return Content(
        scores=rows(connection, FROZEN_SCORES, **which),
        indicators=rows(connection, FROZEN_INDICATORS, **which),
        inputs=rows(connection, FROZEN_INPUTS, **which),
        seeds=rows(connection, FROZEN_SEEDS, **which),
        known_at=known_at,
        parameters=_frozen_parameters(connection, which),
    )


def _frozen_parameters(connection: sa.Connection, which: dict[str, int]) -> Rows:
    """None in a warehouse from before confirmations."""
    if not connection.execute(sa.text(PARAMETERS)).scalar_one():
        return []
    found = rows(connection, FROZEN_PARAMETERS, **which)
    return sorted(found, key=lambda row: str(row["parameter"]))


def rows(connection: sa.Connection, query: str, **values: Any) -> Rows:
    """Rows of a query as dictionaries."""
    return [dict(row) for row in connection.execute(sa.text(query), values).mappings()]


def checksum(value: Any) -> str:
    """SHA-256 of the value as canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def canonical(value: Any) -> str:
    """The value as JSON: exact decimals as text, timestamps in UTC, keys in order."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _seeds(connection: sa.Connection) -> Rows:
    """Every row of every seed in a fixed order, because tables have no order."""
    names: Sequence[str] = connection.execute(sa.text(SEED_TABLES)).scalars().all()
    found: Rows = []
    for name in names:
        quoted = connection.dialect.identifier_preparer.quote(name)
        query = f"select to_jsonb(seed)::text as content from reference.{quoted} as seed order by 1"  # noqa: S608 names are from the catalogue
        contents = connection.execute(sa.text(query)).scalars()
        found += [
            {"seed": name, "row_number": number, "content": content}
            for number, content in enumerate(contents, start=1)
        ]
    return found
