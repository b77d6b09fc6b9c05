"""An indicator of the measures is one model and one seed row."""

from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from ingestion.render.measure_indicators import (
    MODELS,
    measure_indicators,
    measure_indicators_path,
)
from zengshou.warehouse import dbt

NEW_MODEL = """
with county as (select * from {{ ref('int_measured_county') }}),

counted as (
    select county_code, month, 3 as numerator, 4 as denominator from county
),

final as ({{ measure_rows('villages_visited') }})

select * from final
"""
NEW_ROW = (
    "villages_visited,走访村占比,15,,,target_grants_paid,share,higher,三(四)15,2023年度实施方案\n"
)
FOUND = """
select level, measure, value, target, applicable, count(*) as rows
from candidate.measure_status
where indicator = 'villages_visited'
group by level, measure, value, target, applicable
"""


def test_a_new_indicator_is_one_model_and_one_seed_row(warehouse: sa.Engine, copy: Path) -> None:
    model = copy.parent / MODELS / "int_measure_villages_visited.sql"
    model.write_text(NEW_MODEL, encoding="utf-8")
    (copy.parent / measure_indicators_path()).write_text(measure_indicators(copy.parent))
    with (copy / "seeds" / "measure_indicators.csv").open("a", encoding="utf-8") as file:
        file.write(NEW_ROW)
    seed = ["seed", "--full-refresh", "--select", "measure_indicators"]
    dbt.run_dbt(warehouse.url, seed, "marts", role="")
    selected = ["int_measure_villages_visited", "int_measured_figure+"]
    dbt.run_dbt(warehouse.url, ["run", "--select", *selected], "marts")
    with warehouse.connect() as connection:
        found = connection.execute(sa.text(FOUND)).mappings().all()
    assert {row["level"] for row in found} == {"city", "county"}
    assert {row["measure"] for row in found} == {15}
    assert {row["value"] for row in found} == {Decimal("0.75")}
    assert {row["target"] for row in found} == {Decimal(1)}
    assert {row["applicable"] for row in found} == {True}
