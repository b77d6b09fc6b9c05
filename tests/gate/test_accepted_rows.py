"""Which received rows count is said once, in the database, for each judgement (schema accepted)."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from expectations.batch_tables import ROSTER_PEOPLE
from ingestion.contract import Contract, load_contracts
from ingestion.database import migrate
from tests.conftest import BuiltCity
from tests.gate.landing_files import (
    FIRST_ROW,
    Cells,
    Landing,
    roster,
    roster_rows,
    social_security,
    village,
    village_row,
)
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(4)]
IN_FORCE = """
select received.row_number from accepted.{} as received
inner join ops.load_state as state on received.judgement_id = state.reject_judgement_id
where state.edition = 'marts' order by 1
"""
#: Compared with the gate's own counts of each part; a feedback sheet has no count of its own.
COMPARED = """
select receipt.feed, sum(judgement.rows_accepted) as counted, sum(received.rows) as found
from ops.load_state as state
inner join ops.receipt as receipt using (load_id)
inner join ops.judgement as judgement on state.reject_judgement_id = judgement.judgement_id
left join (
    {}
) as received on judgement.judgement_id = received.judgement_id
where state.edition = 'marts' group by receipt.feed
"""

#: What the gate lays out before rosters, with one of the rosters.
ONE_ROSTER_IN_BATCH = """
create table gate.edition_load as
select load_id, reject_judgement_id from ops.load_state where edition = 'marts';
create table gate.batch_load as
select max(load_id) as roster_load_id from ops.receipt
inner join ops.load_state as state using (load_id)
where feed = 'household_roster' and edition = 'marts' and state.status = 'accepted';
analyze gate.edition_load
"""
MEMBERS_OF_THE_ROSTER = """
select count(*) from raw.household_roster
where load_id = (select roster_load_id from gate.batch_load)
"""


def rows(warehouse: Warehouse, table: str) -> list[int]:
    return [number for (number,) in warehouse.query(IN_FORCE.format(table))]


def pension(*homes: int) -> list[Cells]:
    people = [HOMES[home].head.citizen_id for home in homes]
    return [{"身份证号": person, "参保状态": "1", "缴费状态": "1"} for person in people]


def test_rejected_rows_and_the_total_row_do_not_count(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    lines = [village_row(HOMES[0]), village_row(HOMES[1], 务工收入="很多"), village_row(HOMES[2])]
    report = village(SHUANGSHENG, "2023-01", lines, total={"务工收入": 1})
    own_landing.put("village_submission", "2023-01", "村.xlsx", report)
    own_warehouse.take(own_landing)
    first = FIRST_ROW["village_submission"]
    assert rows(own_warehouse, "village_submission") == [first, first + 2]
    assert own_warehouse.query("select count(*) from raw.village_submission") == [(4,)]


def test_people_count_where_the_roster_of_the_judgement_lists_them(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    """A corrected roster makes another judgement; the rows of the earlier one stay as they were."""
    own_landing.put(
        "household_roster",
        "2023-01",
        "花名册.xlsx",
        roster(roster_rows(HOMES[:2])),
        sent_at="2023-02-01T09:00:00+08:00",
    )
    own_landing.put("social_security", "2023-01", "社保.csv", social_security(pension(0, 1, 2, 3)))
    own_warehouse.take(own_landing)
    first = own_warehouse.query("select max(reject_judgement_id) from ops.load_state")[0][0]
    assert rows(own_warehouse, "social_security") == [2, 3]

    twice = [*roster_rows(HOMES[1:]), *roster_rows(HOMES[3:])]
    own_landing.put(
        "household_roster",
        "2023-01",
        "花名册更正.xlsx",
        roster(twice),
        sent_at="2023-02-02T09:00:00+08:00",
    )
    own_warehouse.take(own_landing)
    assert rows(own_warehouse, "social_security") == [3, 4]  # the last one is rejected (R04)
    assert own_warehouse.query(
        "select row_number from accepted.social_security where judgement_id = :first order by 1",
        first=first,
    ) == [(2,), (3,)]


def test_as_many_rows_count_as_the_gate_counted_for_itself(built_city: BuiltCity) -> None:
    """In a city with every kind of mistake, feed by feed."""
    received = [part.table for one in load_contracts().values() for part in one.received_parts]
    found = " union all ".join(
        f"select judgement_id, count(*) as rows from accepted.{table} group by judgement_id"
        for table in received
    )
    with built_city.engine.connect() as connection:
        each = f"select judgement_id, sum(rows) as rows from ({found}) as part group by 1"
        compared = connection.exec_driver_sql(COMPARED.format(each)).all()
    assert {feed: found for feed, _, found in compared} == {feed: n for feed, n, _ in compared}
    assert len(compared) == len(load_contracts())
    assert all(counted > 0 for _, counted, _ in compared)


@pytest.fixture
def with_a_column() -> dict[str, Contract]:
    """The contracts, the pension lines with one column more in their middle."""
    contract = load_contracts()["social_security"]
    part = contract.parts[0]
    names = list(part.columns)
    columns = {
        name: part.columns[one]
        for one in names
        for name in ([one, "another"] if one == names[2] else [one])
    }
    changed = columns | {"another": part.columns["insured_as"].model_copy(update={"header": "另"})}
    parts = [part.model_copy(update={"columns": changed})]
    return load_contracts() | {"social_security": contract.model_copy(update={"parts": parts})}


def test_the_definition_follows_the_contracts_and_is_made_only_then(
    own_warehouse: Warehouse, with_a_column: dict[str, Contract]
) -> None:
    ids = "select 'accepted.social_security'::regclass::oid, 'accepted.employment'::regclass::oid"
    before = own_warehouse.query(ids)
    migrate(own_warehouse.engine, load_contracts())
    assert own_warehouse.query(ids) == before
    try:
        migrate(own_warehouse.engine, with_a_column)
        assert own_warehouse.query("select another from accepted.social_security") == []
        assert own_warehouse.query(ids) != before
    finally:
        own_warehouse.run("alter table raw.social_security drop column another cascade")
        migrate(own_warehouse.engine, load_contracts())
    assert own_warehouse.query("select account_number from accepted.social_security") == []


def test_a_definition_that_is_gone_is_made_again(own_warehouse: Warehouse) -> None:
    """As after a restore of a backup that is older than the definition."""
    own_warehouse.run("drop view accepted.employment")
    migrate(own_warehouse.engine, load_contracts())
    assert own_warehouse.query("select count(*) from accepted.employment") == [(0,)]


def test_no_other_place_says_which_rows_count() -> None:
    """`row_exception` is written by the gate, read by the definition and by conservation alone."""
    root = Path(__file__).parents[2]
    folders = ("expectations", "ingestion", "zengshou", "dbt_project/macros", "dbt_project/models")
    naming = {
        str(path.relative_to(root))
        for folder in folders
        for suffix in ("*.py", "*.sql")
        for path in (root / folder).rglob(suffix)
        if "row_exception" in path.read_text(encoding="utf-8") and "migrations" not in path.parts
    }
    assert naming == {
        "expectations/judgements.py",  # writes the table
        "ingestion/accepted_rows.py",
        "zengshou/warehouse/build_plan.py",  # analyses the table
    }


def test_a_gate_reads_only_the_rosters_that_its_files_are_judged_against(
    built_city: BuiltCity,
) -> None:
    """Otherwise a month's check reads as many rosters as there are months behind it."""
    with built_city.engine.connect() as connection:
        for statement in ONE_ROSTER_IN_BATCH.split(";"):
            connection.execute(sa.text(statement))
        explained = connection.execute(sa.text(f"explain (analyze, format json) {ROSTER_PEOPLE}"))
        [plan] = explained.scalar_one()
        members = connection.execute(sa.text(MEMBERS_OF_THE_ROSTER)).scalar_one()
        connection.rollback()
    assert 0 < rows_read(plan["Plan"], "household_roster") <= members


def rows_read(plan: dict[str, Any], table: str) -> int:
    """Rows of the table that the steps of an executed plan read."""
    own = plan["Actual Rows"] * plan["Actual Loops"] if plan.get("Relation Name") == table else 0
    return round(own) + sum(rows_read(step, table) for step in plan.get("Plans", []))
