"""After a run the gate's scratch is gone, and so are judgements that nobody can need any more."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from expectations.gate import judge
from ingestion.contract import Contract, load_contracts
from ingestion.load.reversal import restore, revert
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(4)]
SCRATCH = "select tablename from pg_tables where schemaname = 'gate'"
JUDGEMENTS = "select judgement_id from ops.judgement"
#: Remains of deleted judgements.
ORPHANS = """
select count(*) from (
    select judgement_id from ops.judgement_finding
    union all select judgement_id from ops.row_exception
) as left_over
where judgement_id not in (select judgement_id from ops.judgement)
"""
BY = {"person": "张科长", "reason": "试"}


def judgements(warehouse: Warehouse) -> set[int]:
    return {number for (number,) in warehouse.query(JUDGEMENTS)}


def other_rules() -> dict[str, Contract]:
    """The contracts with another bound of W04, which no row of these tests comes near to."""
    contracts = dict(load_contracts())
    plain = contracts["village_submission"].model_dump(mode="json")
    [check] = plain["parts"][0]["rules"]["W04"]["checks"]
    check["most"] = 50_000
    contracts["village_submission"] = Contract.model_validate(plain)
    return contracts


@pytest.fixture
def judged(own_warehouse: Warehouse, own_landing: Landing) -> Warehouse:
    """A roster and a report with rejected rows, warnings and the same line twice."""
    twice = [*roster_rows(HOMES), *roster_rows(HOMES[3:])]
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(twice))
    rows = [village_row(HOMES[0], 家庭人口数=9), village_row(HOMES[1], 务工收入="很多")]
    report = village(SHUANGSHENG, "2023-01", rows)
    own_landing.put("village_submission", "2023-01", "村.xlsx", report)
    own_warehouse.take(own_landing)
    return own_warehouse


@pytest.fixture
def broken(judged: Warehouse) -> Iterator[Warehouse]:
    """Nothing can be written to the findings any more."""
    judged.run(
        "create function ops.stop() returns trigger language plpgsql as"
        " $$ begin raise exception 'cut off'; end $$;"
        "create trigger stop before insert on ops.judgement_finding"
        " for each row execute function ops.stop()"
    )
    yield judged
    judged.run("drop function if exists ops.stop cascade")


def test_no_scratch_is_left_by_a_run(judged: Warehouse) -> None:
    assert judged.query(SCRATCH) == []
    assert judged.check() == 0
    assert judged.query(SCRATCH) == []


def test_no_scratch_is_left_by_a_run_that_fails(broken: Warehouse) -> None:
    with pytest.raises(DBAPIError, match="cut off"):
        judge(broken.engine, other_rules(), 10)
    assert broken.query(SCRATCH) == []


def test_what_a_killed_run_left_is_cleared_by_the_next(judged: Warehouse) -> None:
    judged.run("create table gate.finding as select 1 as number")
    judged.run("create table gate.left_by_an_older_release as select 1 as number")
    judged.check()
    assert judged.query(SCRATCH) == []


def test_judgements_under_older_rules_go_with_all_that_hangs_on_them(judged: Warehouse) -> None:
    before, ledger, sizes = judgements(judged), judged.ledger(), judged.sizes()
    assert sizes["ops.row_exception"] > 0
    assert judge(judged.engine, other_rules(), 10) == 2  # the report's rows, twice
    after = judgements(judged)
    assert len(before - after) == 2
    assert len(after - before) == 2
    assert judged.sizes() | {"ops.validation": 0} == sizes | {"ops.validation": 0}
    assert judged.query(ORPHANS) == [(0,)]
    assert judged.ledger() == ledger


def test_a_past_edition_and_a_build_keep_the_judgements_that_they_name(judged: Warehouse) -> None:
    judged.check("past", datetime.now(UTC))
    judged.run(
        "insert into ops.built_load select edition, load_id, status, reject_judgement_id"
        " from ops.load_state where edition = 'marts'"
    )
    before = judgements(judged)
    judge(judged.engine, other_rules(), 10)
    assert before < judgements(judged)
    judge(judged.engine, other_rules(), 10, edition="past", known_at=datetime.now(UTC))
    [(named,)] = judged.query(
        "select reject_judgement_id from ops.built_load inner join ops.receipt using (load_id)"
        " where file_name = '村.xlsx'"
    )
    assert named in judgements(judged)  # of the build; the old warnings are deleted
    assert len(before - judgements(judged)) == 1


def test_a_roster_taken_back_and_restored_finds_its_judgements(
    judged: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2023-01", "更正.xlsx", roster(roster_rows(HOMES[1:])))
    judged.take(own_landing)
    ledger, kept = judged.ledger(), judgements(judged)
    [(corrected,)] = judged.query("select load_id from ops.receipt where file_name = '更正.xlsx'")
    revert(judged.engine, corrected, **BY)
    assert judged.check() == 0  # as before the correction
    assert judged.ledger() != ledger
    restore(judged.engine, corrected, **BY)
    assert judged.check() == 0
    assert judged.ledger() == ledger
    assert judgements(judged) == kept


def test_a_run_drops_no_more_judgements_than_it_may(
    judged: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("expectations.pruning.AT_ONCE", 1)
    before = judgements(judged)
    judge(judged.engine, other_rules(), 10)
    assert len(before - judgements(judged)) == 1
    judge(judged.engine, other_rules(), 10)
    assert len(before - judgements(judged)) == 2
