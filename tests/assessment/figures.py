"""Made-up figures where the scoring models read them, and a look at what comes of them."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.assessment.second_calculation import Measured, ranks, result_of

Key = tuple[int, str]
EMPTY = "truncate intermediate.int_county_growth, intermediate.int_county_indicator_value"
GROWTH = """
insert into intermediate.int_county_growth (as_of_month, assessment_year, county_code, is_year_end,
    is_latest_of_year, per_capita, prior_per_capita, growth, target_growth, target_met, coverage,
    on_watch_list)
select month, year, county, true, true, after, before, after / nullif(before, 0) - 1, target,
    after / nullif(before, 0) - 1 >= target, coverage, false
from (
    select cast(:month as date) as month, cast(:year as integer) as year,
        cast(:county as text) as county, cast(:after as numeric) as after,
        cast(:before as numeric) as before, cast(:target as numeric) as target,
        cast(:coverage as numeric) as coverage
) as given
"""
VALUE = """
insert into intermediate.int_county_indicator_value (assessment_year, as_of_month, county_code,
    indicator, numerator, denominator, value)
values (:year, :month, :county, :code, :n, :d,
    cast(:n as numeric) / nullif(cast(:d as numeric), 0) - :less)
"""


def feed(connection: sa.Connection, measured: dict[Key, Measured]) -> None:
    """Put the figures where the scoring models read them, in place of all others."""
    growth, values = [], []
    for (year, county), one in measured.items():
        which = {"month": date(year, 9, 1), "year": year, "county": county}
        after, before = one.figures.get("growth", (None, None))
        more = {"after": after, "before": before, "target": one.target, "coverage": one.coverage}
        growth.append({**which, **more})
        for indicator, (numerator, denominator) in one.figures.items():
            less = 1 if indicator == "growth" else 0
            values.append(
                {**which, "code": indicator, "n": numerator, "d": denominator, "less": less}
            )
    connection.execute(sa.text(EMPTY))
    connection.execute(sa.text(GROWTH), growth)
    if values:
        connection.execute(sa.text(VALUE), values)


def scored(
    connection: sa.Connection,
) -> tuple[dict[Key, Any], dict[Key, dict[str, Decimal]]]:
    """The rows of `county_score` as built, and the points that were given, by year and county."""
    points: dict[Key, dict[str, Decimal]] = defaultdict(dict)
    scores = {
        (row["assessment_year"], row["county_code"]): row
        for row in connection.execute(sa.text("select * from candidate.county_score")).mappings()
    }
    for row in connection.execute(sa.text("select * from candidate.county_indicator")).mappings():
        if row["applicable"]:
            points[row["assessment_year"], row["county_code"]][row["indicator"]] = row["points"]
    return scores, points


def assert_agreement(
    connection: sa.Connection, folder: Path, measured: dict[Key, Measured]
) -> None:
    """Points, scores, grades, treatments, statuses, ranks: as in the second calculation."""
    scores, points = scored(connection)
    assert scores.keys() == {key for key, one in measured.items() if one.target is not None}
    by_year: dict[int, list[Any]] = defaultdict(list)
    for key, found in scores.items():
        expected = result_of(folder, measured[key])
        assert points[key] == expected.points, key
        assert found["score"] == expected.score, key
        assert (found["grade"], found["treatment"]) == (expected.grade, expected.treatment), key
        assert found["status"] == expected.status, key
        by_year[key[0]].append(found)
    for rows in by_year.values():
        assert [row["rank"] for row in rows] == ranks(row["score"] for row in rows)
