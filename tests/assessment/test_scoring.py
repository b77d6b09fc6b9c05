"""Scores as dbt works them out, beside a second calculation with exact fractions."""

import random
import shutil
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.assessment.second_calculation import Measured, half_up, ranks, result_of, seed
from zengshou import warehouse as dbt
from zengshou.releases.consistency import expected_score

YEARS = range(2024, 2064)
COUNTIES = ("230502", "230503", "230505", "230506", "230521", "230522", "230523", "230524")
Key = tuple[int, str]
MARTS = "int_county_indicator_points+"


def made_up(start: int) -> dict[Key, Measured]:
    """Counties of forty years; every indicator now lacks data, now sits on a bound, now a half."""
    numbers = random.Random(start)  # noqa: S311 made-up figures, the same each time
    found = {}
    indicators = [
        row for row in seed(dbt.SEEDS, "assessment_indicators") if row["code"] != "growth"
    ]
    for year in YEARS:
        target = Decimal(numbers.randrange(-50_000, 200_000)) / 1_000_000
        for county in COUNTIES:
            off = numbers.choice([0, 0, -20_000, -20_001, numbers.randrange(-60_000, 40_000)])
            grown = 1 + target + Decimal(off) / 1_000_000
            figures = {"growth": (grown, Decimal(1))}
            for row in indicators:
                if numbers.random() < 0.2:
                    continue
                figures[row["code"]] = _counted(numbers, row)
            found[year, county] = Measured(figures, target)
    return found


def _counted(numbers: random.Random, indicator: dict[str, str]) -> tuple[Decimal, Decimal]:
    whole = numbers.choice([0, 1, 3, 7, 200, 1000, numbers.randrange(1, 20_000)])
    bound = Decimal(numbers.choice([indicator["full_at"], indicator["zero_at"]]))
    part = numbers.choice([bound * whole, Decimal(numbers.randrange(0, whole + 2))])
    return part, Decimal(whole)


def feed(engine: sa.Engine, measured: dict[Key, Measured]) -> None:
    """Put the figures where the scoring models read them."""
    growth, values = [], []
    for (year, county), one in measured.items():
        which = {"month": date(year, 9, 1), "year": year, "county": county}
        after, before = one.figures["growth"]
        growth.append({**which, "after": after, "before": before, "target": one.target})
        for indicator, (numerator, denominator) in one.figures.items():
            less = 1 if indicator == "growth" else 0
            values.append(
                {**which, "code": indicator, "n": numerator, "d": denominator, "less": less}
            )
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "truncate intermediate.int_county_growth, intermediate.int_county_indicator_value"
            )
        )
        connection.execute(
            sa.text(
                "insert into intermediate.int_county_growth (as_of_month, assessment_year,"
                " county_code, is_year_end, is_latest_of_year, per_capita, prior_per_capita,"
                " growth, target_growth, target_met, coverage, on_watch_list) values (:month,"
                " :year, :county, true, true, :after, :before, cast(:after as numeric) - 1,"
                " :target, cast(:after as numeric) - 1 >= cast(:target as numeric), 1, false)"
            ),
            growth,
        )
        connection.execute(
            sa.text(
                "insert into intermediate.int_county_indicator_value (assessment_year,"
                " as_of_month, county_code, indicator, numerator, denominator, value) values"
                " (:year, :month, :county, :code, :n, :d,"
                " cast(:n as numeric) / nullif(cast(:d as numeric), 0) - :less)"
            ),
            values,
        )


def scored(engine: sa.Engine) -> tuple[dict[Key, Any], dict[Key, dict[str, Decimal]]]:
    points: dict[Key, dict[str, Decimal]] = defaultdict(dict)
    with engine.connect() as connection:
        scores = {
            (row["assessment_year"], row["county_code"]): row
            for row in connection.execute(sa.text("select * from marts.county_score")).mappings()
        }
        for row in connection.execute(sa.text("select * from marts.county_indicator")).mappings():
            if row["applicable"]:
                key = row["assessment_year"], row["county_code"]
                points[key][row["indicator"]] = row["points"]
    return scores, points


def assert_agreement(engine: sa.Engine, folder: Path, measured: dict[Key, Measured]) -> None:
    scores, points = scored(engine)
    assert scores.keys() == measured.keys()
    by_year: dict[int, list[Any]] = defaultdict(list)
    for key, one in measured.items():
        expected, found = result_of(folder, one), scores[key]
        assert points[key] == expected.points, key
        assert found["score"] == expected.score, key
        assert (found["grade"], found["treatment"]) == (expected.grade, expected.treatment), key
        by_year[key[0]].append(found)
    for found in by_year.values():
        assert [row["rank"] for row in found] == ranks(row["score"] for row in found)


def test_a_second_calculation_agrees_to_the_cent(warehouse: sa.Engine) -> None:
    measured = made_up(20230901)
    tied = Measured(measured[2024, "230502"].figures, measured[2024, "230502"].target)
    measured[2024, "230503"] = tied
    feed(warehouse, measured)
    dbt.run_dbt(warehouse.url, ["run", "--select", MARTS], "marts")
    assert_agreement(warehouse, dbt.SEEDS, measured)
    scores, _ = scored(warehouse)
    first, second = scores[2024, "230502"], scores[2024, "230503"]
    assert first["rank"] == second["rank"], "equal scores share their place"


def test_weights_and_bounds_are_the_seed_s_alone(
    warehouse: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "dbt_project"
    shutil.copytree(dbt.DBT_PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs"))
    file = copy / "seeds" / "assessment_indicators.csv"
    text = file.read_text(encoding="utf-8")
    text = text.replace("growth,人均纯收入增速,40,", "growth,人均纯收入增速,15,")
    text = text.replace(
        "on_time,按时报送率,8,linear,1.00,0.80", "on_time,按时报送率,33,linear,0.90,0.10"
    )
    assert text != file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(dbt, "DBT_PROJECT", copy)
    measured = made_up(7)
    feed(warehouse, measured)
    dbt.run_dbt(
        warehouse.url, ["seed", "--full-refresh", "--select", "assessment_indicators"], "marts"
    )
    dbt.run_dbt(warehouse.url, ["run", "--select", MARTS], "marts")
    assert_agreement(warehouse, copy / "seeds", measured)
    assert any(
        result_of(dbt.SEEDS, one).score != result_of(copy / "seeds", one).score
        for one in measured.values()
    )


points_lists = st.lists(
    st.tuples(st.integers(1, 4000), st.floats(0, 1), st.booleans()), min_size=1, max_size=13
)


@given(points_lists)
def test_the_gate_works_a_score_out_as_the_second_calculation_does(
    drawn: list[tuple[int, float, bool]],
) -> None:
    rows: list[dict[str, Any]] = [
        {
            "points": (Decimal(most) * Decimal(share) / 100).quantize(Decimal("0.01")),
            "max_points": Decimal(most) / 100,
            "applicable": applicable,
        }
        for most, share, applicable in drawn
    ]
    applicable = [row for row in rows if row["applicable"]]
    if not applicable:
        assert expected_score(rows) is None
        return
    most = sum((Fraction(row["max_points"]) for row in applicable), Fraction())
    points = sum((Fraction(row["points"]) for row in applicable), Fraction())
    assert expected_score(rows) == half_up(100 * points / most)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_ties_share_a_rank_and_the_next_is_skipped(scores: list[int]) -> None:
    found = sorted(ranks(map(Decimal, scores)))
    assert found[0] == 1
    for place, rank in enumerate(found, start=1):
        assert rank == found[place - 2] or rank == place
