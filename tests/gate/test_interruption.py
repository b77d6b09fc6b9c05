"""A run that is cut off leaves each file in whole, or not at all; the next completes it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from ingestion.contract import load_contracts
from ingestion.load.receive import Received, receive
from ingestion.privacy.vault import Vault
from tests.gate.landing_files import (
    Landing,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(30)]
FIRST, SECOND = "2023-01 花名册.xlsx", "2023-02 花名册.xlsx"
GATE_KEEPER = 4711
FAIL = """
create function raw.stop() returns trigger language plpgsql as $$
begin
    if new.person_id = '00151' and new.load_id > 1 then
        raise exception 'the disk is full';
    end if;
    return new;
end $$
"""
WAIT = f"""
create function raw.stop() returns trigger language plpgsql as $$
begin
    if new.person_id = '00151' and new.load_id > 1 then
        perform pg_advisory_xact_lock({GATE_KEEPER});
    end if;
    return new;
end $$
"""
TRIGGER = """
create trigger stop before insert on raw.household_roster
for each row execute function raw.stop()
"""
REMOVE = "drop function raw.stop cascade"
WAITING = """
select pid from pg_stat_activity
where wait_event = 'advisory' and query ilike 'copy%' and datname = current_database()
"""
CUT_WHEN_READ = """
create function gate.cut(integer) returns integer immutable language plpgsql as $$
begin
    perform pg_terminate_backend(pg_backend_pid());
    return 1;
end $$;
create view gate.cut_when_read as
select one, gate.cut(one) as cut from generate_series(1, 2) as one
"""


@pytest.fixture
def two_rosters(own_landing: Landing) -> Landing:
    own_landing.put("household_roster", "2023-01", FIRST, roster(roster_rows(HOMES)))
    own_landing.put("household_roster", "2023-02", SECOND, roster(roster_rows(HOMES[1:])))
    return own_landing


def receive_rosters(warehouse: Warehouse, landing: Landing) -> Received:
    contract = load_contracts()["household_roster"]
    return receive(warehouse.engine, contract, str(landing.root), warehouse.settings)


def names(warehouse: Warehouse) -> list[str]:
    return [name for (name,) in warehouse.query("select file_name from ops.receipt order by 1")]


def expect_nothing_but(warehouse: Warehouse, *files: str) -> None:
    assert names(warehouse) == list(files)
    assert warehouse.query(
        "select count(*), count(distinct load_id) from raw.household_roster"
    ) == [(60 * len(files), len(files))]


def expect_both(warehouse: Warehouse, landing: Landing, *already: str) -> None:
    """The plain re-run takes what was missing, nothing twice."""
    assert receive_rosters(warehouse, landing).files == 2 - len(already)
    warehouse.check()
    assert warehouse.load(FIRST).counts == (60, 60, 0, 0, 0)
    assert warehouse.load(SECOND).counts == (58, 58, 0, 0, 0)
    assert receive_rosters(warehouse, landing).files == 0


#: Files stored in one transaction, and which of the two are stored when the second one fails.
in_batches = pytest.mark.parametrize(("files_at_once", "kept"), [(1, [FIRST]), (200, [])])


@in_batches
def test_a_file_that_fails_at_some_row_is_not_in_at_all(
    own_warehouse: Warehouse,
    two_rosters: Landing,
    monkeypatch: pytest.MonkeyPatch,
    files_at_once: int,
    kept: list[str],
) -> None:
    monkeypatch.setattr("ingestion.load.receive.FILES_AT_ONCE", files_at_once)
    own_warehouse.run(FAIL)
    own_warehouse.run(TRIGGER)
    with pytest.raises(psycopg.errors.RaiseException, match="the disk is full"):
        receive_rosters(own_warehouse, two_rosters)
    expect_nothing_but(own_warehouse, *kept)
    own_warehouse.run(REMOVE)
    expect_both(own_warehouse, two_rosters, *kept)


@in_batches
def test_a_connection_cut_while_rows_are_copied_leaves_nothing_of_the_file(
    own_warehouse: Warehouse,
    two_rosters: Landing,
    monkeypatch: pytest.MonkeyPatch,
    files_at_once: int,
    kept: list[str],
) -> None:
    monkeypatch.setattr("ingestion.load.receive.FILES_AT_ONCE", files_at_once)
    own_warehouse.run(WAIT)
    own_warehouse.run(TRIGGER)
    with own_warehouse.engine.connect() as keeper, ThreadPoolExecutor(1) as others:
        keeper.execute(sa.text(f"select pg_advisory_lock({GATE_KEEPER})"))
        keeper.commit()
        run = others.submit(receive_rosters, own_warehouse, two_rosters)
        cut_connection(keeper)
        with pytest.raises(psycopg.OperationalError):
            run.result(timeout=60)
        keeper.execute(sa.text(f"select pg_advisory_unlock({GATE_KEEPER})"))
    expect_nothing_but(own_warehouse, *kept)
    in_vault = own_warehouse.query("select 1 from vault.secret where kind = 'phone'")
    assert bool(in_vault) == bool(kept)
    own_warehouse.run(REMOVE)
    expect_both(own_warehouse, two_rosters, *kept)


def cut_connection(keeper: sa.Connection) -> None:
    """End the session that waits in the middle of its COPY."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        pid = keeper.execute(sa.text(WAITING)).scalar()
        keeper.commit()
        if pid is not None:
            keeper.execute(sa.text("select pg_terminate_backend(:pid)"), {"pid": pid})
            keeper.commit()
            return
        time.sleep(0.05)
    pytest.fail("the file was not being copied")


def test_a_connection_cut_under_great_expectations_is_worth_another_try(
    own_warehouse: Warehouse,
) -> None:
    """Great Expectations keeps the error to itself; Airflow must still see what kind it is."""
    from great_expectations import ExpectationSuite
    from great_expectations.expectations import ExpectColumnValuesToNotBeNull

    from expectations.validate import Validator

    own_warehouse.run(CUT_WHEN_READ)
    suite = ExpectationSuite("cut", [ExpectColumnValuesToNotBeNull(column="cut")])
    try:
        with pytest.raises(ConnectionError, match="cut could not be evaluated"):
            Validator(own_warehouse.engine).judge(suite, "cut_when_read", "gate")
    finally:
        own_warehouse.run("drop function gate.cut cascade")


def test_a_check_that_is_cut_off_changes_nothing_and_the_next_one_completes_it(
    own_warehouse: Warehouse, two_rosters: Landing
) -> None:
    own_warehouse.take(two_rosters)
    before = own_warehouse.ledger()
    rows = [village_row(home, 家庭人口数=5) for home in HOMES[1:]]
    two_rosters.put(
        "village_submission", "2023-02", "村.xlsx", village(SHUANGSHENG, "2023-02", rows)
    )
    own_warehouse.receive(two_rosters)
    own_warehouse.run(
        "create function ops.stop() returns trigger language plpgsql as"
        " $$ begin raise exception 'cut off'; end $$"
    )
    own_warehouse.run(
        "create trigger stop before insert on ops.judgement_finding"
        " for each row execute function ops.stop()"
    )
    with pytest.raises(DBAPIError, match="cut off"):
        own_warehouse.check()
    assert own_warehouse.load("村.xlsx").reason == "等待检查 not yet judged"
    judged = [load for load in own_warehouse.ledger()[0] if load[2] != "村.xlsx"]
    assert judged == before[0]
    own_warehouse.run("drop function ops.stop cascade")
    own_warehouse.check()
    assert own_warehouse.load("村.xlsx").counts == (29, 29, 0, 0, 0)
    assert {finding.rule for finding in own_warehouse.findings("村.xlsx")} == {"W01"}


def test_two_files_with_the_same_people_can_be_stored_at_the_same_time(
    own_warehouse: Warehouse,
) -> None:
    """The feeds' runs start at the same hour and hold the same people in different order."""
    people = [f"{serial:018d}" for serial in range(10_000)]
    together = threading.Barrier(2)

    def store(names: list[str]) -> None:
        vault = Vault.from_settings(own_warehouse.settings)
        secrets = {vault.tokens.of("name", name): ("name", name) for name in names}
        with own_warehouse.engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            together.wait()
            vault.store(driver, secrets)

    with ThreadPoolExecutor(2) as runs:
        list(runs.map(store, [people, people[::-1]]))
    assert own_warehouse.query("select count(*) from vault.secret") == [(len(people),)]
