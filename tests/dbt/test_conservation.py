"""Nothing lost, nothing twice: whatever breaks that on its way is told, and the run fails."""

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.processed_city import NewCopy, forget_settings, settle
from zengshou.cli.main import main
from zengshou.jobs import steps
from zengshou.warehouse import dbt
from zengshou.warehouse.conservation import (
    NotConserved,
    check_conservation,
    differences,
    published_differences,
)

HOUSEHOLDS = "county_230521.fct_household_month"  # a county's part of the mart
ONE = "ctid = (select min(ctid) from {0})"
TO_FACTS = "int_household_streams_month → fct_household_month"
DEFINITION = "select rtrim(pg_get_viewdef('accepted.{}'::regclass), ';')"
#: The current definition without the first row of each file.
BROKEN_DEFINITION = """
create or replace view accepted.{0} as
select * from ({1}) as whole where row_number > (
    select min(row_number) from raw.{0} as received where received.load_id = whole.load_id
)
"""
#: The change of the tables; the figure that must then differ; the difference.
BREAKS = {
    "a row is lost on the way to the marts": (
        f"delete from {HOUSEHOLDS} where {ONE.format(HOUSEHOLDS)}",
        f"households: {TO_FACTS}",
        -1,
    ),
    "an amount of the marts is changed": (
        (f"update {HOUSEHOLDS} set wage = wage + 0.01 where {ONE.format(HOUSEHOLDS)}"),
        f"wage: {TO_FACTS}",
        Decimal("0.01"),
    ),
    "an amount of an intermediate table is changed": (
        (
            "update intermediate.int_household_streams_month set transfer = transfer - 100"
            f" where {ONE.format('intermediate.int_household_streams_month')}"
        ),
        "transfer: stg_village_submission → int_household_streams_month",
        -100,
    ),
    "a county's sum is changed": (
        (
            "update marts.division_income_month set rigid_spending = rigid_spending + 5"
            " where division_code = '230521' and month = '2023-01-01'"
        ),
        "rigid_spending of county 230521: fct_household_month → division_income_month",
        5,
    ),
    "a departmental row is lost in staging": (
        f"delete from staging.stg_employment where {ONE.format('staging.stg_employment')}",
        "rows accepted and in force → stg_employment",
        -1,
    ),
    "a row stands in staging twice": (
        "insert into staging.stg_income_detail select * from staging.stg_income_detail limit 1",
        "rows accepted and in force → stg_income_detail",
        1,
    ),
    "an amount of staging is changed": (
        (
            "update staging.stg_social_security set amount = amount + 1 where ctid = ("
            "select min(ctid) from staging.stg_social_security where amount > 0)"
        ),
        "yuan accepted and in force → stg_social_security",
        1,
    ),
    "a row received is lost": (
        f"delete from raw.medical_enrolment where {ONE.format('raw.medical_enrolment')}",
        "rows received → rows in raw",
        -1,
    ),
    "a count of the ledger is wrong": (
        (
            "update ops.judgement set rows_rejected = rows_rejected + 2 where judgement_id = ("
            "select max(reject_judgement_id) from ops.load_state where status = 'accepted')"
        ),
        "rows received → accepted + rejected + out of scope + duplicate",
        2,
    ),
}


@pytest.fixture(scope="module")
def city(new_copy: NewCopy, city_home: Path) -> Iterator[sa.Engine]:
    """A processed city that was found whole."""
    engine = new_copy()
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, city_home, engine.url.render_as_string(hide_password=False))
        steps.publish()
        yield engine
        engine.dispose()
    forget_settings()


def all_differences(connection: sa.Connection) -> list[dict[str, Any]]:
    return differences(connection, dbt.NOW) + published_differences(connection)


@pytest.mark.parametrize("case", BREAKS)
def test_a_difference_between_layers_is_told_with_both_figures(city: sa.Engine, case: str) -> None:
    statement, figure, difference = BREAKS[case]
    with city.connect() as connection:
        assert all_differences(connection) == []
        assert connection.execute(sa.text(statement)).rowcount == 1
        found = {row["figure"]: row for row in all_differences(connection)}
        connection.rollback()
    assert found[figure]["found"] - found[figure]["expected"] == difference
    assert found[figure]["feed"]
    assert found[figure]["period"]


def test_a_file_is_named(city: sa.Engine) -> None:
    statement, figure, _ = BREAKS["a departmental row is lost in staging"]
    with city.connect() as connection:
        connection.execute(sa.text(statement))
        [row] = [row for row in all_differences(connection) if row["figure"] == figure]
        files = connection.execute(
            sa.text("select file_name from ops.load where feed = :feed and period = :period"),
            {"feed": row["feed"], "period": row["period"]},
        ).scalars()
        assert row["feed"] == "employment"
        assert row["file_name"] in set(files)
        connection.rollback()


@pytest.mark.parametrize(
    ("table", "figure"),
    [
        ("employment", "rows accepted by the gate → rows that count"),
        ("household_roster", "rows accepted by the gate → rows that count"),
        ("village_feedback", "feedback rows in raw → accepted + put aside"),
    ],
)
def test_a_broken_definition_of_accepted_rows_is_told(
    new_copy: NewCopy,
    city_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    figure: str,
) -> None:
    """Staging and sums read it alike, so they agree; the gate's own counts do not depend on it."""
    engine = new_copy()
    settle(monkeypatch, city_home, engine.url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        whole = connection.exec_driver_sql(DEFINITION.format(table)).scalar_one()
        connection.exec_driver_sql(BROKEN_DEFINITION.format(table, whole))
        connection.exec_driver_sql("select ops.build_anew()")
    models = [f"stg_{table}", "stg_load_balance"]
    dbt.run_dbt(engine.url, ["run", "--full-refresh", "--select", *models], "marts")
    with pytest.raises(NotConserved):
        check_conservation(engine, "marts", is_whole_build=True)
    with engine.connect() as connection:
        told = {row["figure"] for row in differences(connection, "marts")}
    assert figure in told
    assert f"rows accepted and in force → stg_{table}" not in told
    engine.dispose()
    forget_settings()


def test_a_run_fails_loudly_even_if_it_had_nothing_to_build(
    city: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement, _, _ = BREAKS["a row is lost on the way to the marts"]
    with city.begin() as connection:
        connection.execute(sa.text(statement))
    with pytest.raises(NotConserved) as told:
        steps.publish()
    assert re.match(
        r"marts: rows or yuan differ between layers: village_submission \d{4}-\d\d: .*"
        rf"households: {TO_FACTS}: \d+ against \d+",
        str(told.value),
    )
    monkeypatch.setattr(sys, "argv", ["zengshou", "rebuild"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
