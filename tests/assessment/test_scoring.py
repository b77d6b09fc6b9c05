"""Scores as dbt works them out, beside a second calculation with exact fractions."""

import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from ingestion.render.county_indicators import county_indicators, county_indicators_path
from tests.assessment.figures import Key, assert_agreement, feed, scored
from tests.assessment.second_calculation import Measured, half_up, ranks, result_of, seed
from zengshou.assessment.evidence.explain import evidence_rows
from zengshou.assessment.releases.consistency import expected_score
from zengshou.warehouse import dbt

pytestmark = pytest.mark.runs

YEARS = range(2024, 2064)
COUNTIES = ("230502", "230503", "230505", "230506", "230521", "230522", "230523", "230524")
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


def test_a_second_calculation_agrees_to_the_cent(warehouse: sa.Engine) -> None:
    measured = made_up(20230901)
    tied = Measured(measured[2024, "230502"].figures, measured[2024, "230502"].target)
    measured[2024, "230503"] = tied
    with warehouse.begin() as connection:
        feed(connection, measured)
    dbt.run_dbt(warehouse.url, ["run", "--select", MARTS], "marts")
    with warehouse.connect() as connection:
        assert_agreement(connection, dbt.SEEDS, measured)
        scores, _ = scored(connection)
    first, second = scores[2024, "230502"], scores[2024, "230503"]
    assert first["rank"] == second["rank"], "equal scores share their place"


def test_weights_and_bounds_are_the_seed_s_alone(warehouse: sa.Engine, copy: Path) -> None:
    file = copy / "seeds" / "assessment_indicators.csv"
    text = file.read_text(encoding="utf-8")
    text = text.replace("growth,人均纯收入增速,40,", "growth,人均纯收入增速,15,")
    text = text.replace(
        "on_time,按时报送率,8,linear,1.00,0.80", "on_time,按时报送率,33,linear,0.90,0.10"
    )
    assert text != file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    measured = made_up(7)
    with warehouse.begin() as connection:
        feed(connection, measured)
    dbt.run_dbt(
        warehouse.url,
        ["seed", "--full-refresh", "--select", "assessment_indicators"],
        "marts",
        role="",
    )
    dbt.run_dbt(warehouse.url, ["run", "--select", MARTS], "marts")
    with warehouse.connect() as connection:
        assert_agreement(connection, copy / "seeds", measured)
    assert any(
        result_of(dbt.SEEDS, one).score != result_of(copy / "seeds", one).score
        for one in measured.values()
    )


NEW_EVIDENCE = """
{{ config(materialized='view') }}

with county as (select * from {{ ref('int_assessed_county') }}),

final as (
    select
        as_of_month, assessment_year, county_code, 'villages_visited' as indicator,
        null::text as village_code, null::text as household_id, null::text as period,
        jsonb_build_object('villages', 4) as facts, null::numeric as amount,
        3 as numerator, 4 as denominator, null::integer as mean_over,
        null::text as table_name, null::bigint as load_id, null::integer as row_number,
        null::integer as income_year, null::date as through_month
    from county
)

select * from final
"""
NEW_INDICATOR = """
with evidence as (select * from {{ ref('int_evidence_villages_visited') }}),

final as ({{ indicator_rows('villages_visited', 'evidence') }})

select * from final
"""


def test_a_new_indicator_is_its_evidence_the_sum_of_it_and_one_seed_row(
    warehouse: sa.Engine, copy: Path
) -> None:
    models = copy / "models" / "intermediate" / "assessment"
    (models / "int_evidence_villages_visited.sql").write_text(NEW_EVIDENCE, encoding="utf-8")
    (models / "int_indicator_villages_visited.sql").write_text(NEW_INDICATOR, encoding="utf-8")
    (copy.parent / county_indicators_path()).write_text(county_indicators(copy.parent))
    with (copy / "seeds" / "assessment_indicators.csv").open("a", encoding="utf-8") as file:
        file.write(
            "villages_visited,走访村占比,20,linear,1.00,0.50,,not_applicable,2020,,example\n"
        )
    with warehouse.connect() as connection:
        before, _ = scored(connection)
    selected = "assessment_indicators"
    seed = ["seed", "--full-refresh", "--select", selected]
    dbt.run_dbt(warehouse.url, seed, "marts", role="")
    selected = "int_evidence_villages_visited+ int_county_indicator_value+"
    dbt.run_dbt(warehouse.url, ["run", "--select", *selected.split()], "marts")
    with warehouse.connect() as connection:
        after, points = scored(connection)
        [row] = evidence_rows(connection, 2023, "230521", "villages_visited")
    assert row["what"] == "villages 4"
    assert (row["numerator"], row["denominator"]) == (Decimal(3), Decimal(4))
    assert {found["villages_visited"] for found in points.values()} == {Decimal("10.00")}
    for key, score in after.items():
        assert score["max_points"] == before[key]["max_points"] + 20
        assert score["points"] == before[key]["points"] + 10


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
