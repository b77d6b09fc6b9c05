"""A light look says what waits, reads nothing twice, and says what it passes over."""

import os
from pathlib import Path

import pytest

from expectations.gate import unjudged
from ingestion.contract import load_contracts
from ingestion.load.look import Look, look
from ingestion.load.reversal import revert
from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(2)]
LATER = 1_700_000_000


def look_at(warehouse: Warehouse, landing: Landing, through: str | None = None) -> Look:
    return look(warehouse.engine, load_contracts(), str(landing.root), through)


def state(warehouse: Warehouse) -> str | None:
    start = warehouse.settings.income_year_start_month
    return unjudged(warehouse.engine, load_contracts(), start)


def put_roster(landing: Landing, name: str = "名册.xlsx", homes: int = 2) -> Path:
    rows = roster_rows(HOMES[:homes])
    return landing.put("household_roster", "2023-01", name, roster(rows))


def test_only_feeds_with_new_files_wait(own_warehouse: Warehouse, own_landing: Landing) -> None:
    put_roster(own_landing)
    found = look_at(own_warehouse, own_landing)
    assert found.feeds == ["household_roster"]
    assert [file.file_name for file in found.waiting["household_roster"]] == ["名册.xlsx"]
    own_warehouse.receive(own_landing)
    assert look_at(own_warehouse, own_landing).feeds == []


def test_months_that_are_not_asked_for_do_not_wait(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    put_roster(own_landing)
    assert look_at(own_warehouse, own_landing, through="2022-12").feeds == []


def test_a_file_that_was_only_touched_is_received_once_and_then_left_alone(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    file = put_roster(own_landing)
    own_warehouse.take(own_landing)
    os.utime(file, (LATER, LATER))
    found = look_at(own_warehouse, own_landing)
    assert found.waiting == {}
    assert found.feeds == ["household_roster"], "its new time is to be written down"
    own_warehouse.receive(own_landing)
    assert look_at(own_warehouse, own_landing).feeds == []
    assert own_warehouse.query("select count(*) from ops.receipt") == [(1,)]


def test_an_older_version_put_back_does_not_wait_for_ever(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    file = put_roster(own_landing)
    first = file.read_bytes()
    own_warehouse.receive(own_landing)
    put_roster(own_landing, homes=1)
    own_warehouse.receive(own_landing)
    file.write_bytes(first)
    os.utime(file, (LATER, LATER))
    own_warehouse.receive(own_landing)
    assert look_at(own_warehouse, own_landing).feeds == []


def test_a_file_held_for_its_manifest_waits_only_when_the_manifest_allows_it(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    put_roster(own_landing)
    folder = own_landing.root / "household_roster" / "2023-01"
    manifest = folder / "_manifest.csv"
    manifest.write_text("file,sha256,sent_at\n名册.xlsx,abc,2023-02-01T00:00:00Z\n", "utf-8")
    own_warehouse.take(own_landing)
    assert own_warehouse.load("名册.xlsx").status == "held"
    assert look_at(own_warehouse, own_landing).feeds == []
    manifest.unlink()
    assert look_at(own_warehouse, own_landing).feeds == ["household_roster"]


def test_what_is_passed_over_is_named_with_its_reason(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    put_roster(own_landing, "上传中.xlsx.part")
    for folder in ("household_roster/2023年1月", "household_roster/2023-01/旧文件", "扶贫资料"):
        (own_landing.root / folder).mkdir()
        (own_landing.root / folder / "a.xlsx").write_bytes(b"x")
    (own_landing.root / ".trash").mkdir()
    found = look_at(own_warehouse, own_landing)
    assert found.feeds == []
    assert {(one.feed, one.name, one.reason) for one in found.passed_over} == {
        (None, "扶贫资料/a.xlsx", "not in the folder of a feed"),
        ("household_roster", "2023年1月/a.xlsx", "not in a period folder"),
        ("household_roster", "旧文件/a.xlsx", "in a folder inside a period folder"),
        ("household_roster", "上传中.xlsx.part", "unfinished upload"),
    }


def test_files_and_decisions_wait_to_be_judged_until_they_are(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    put_roster(own_landing)
    own_warehouse.receive(own_landing)
    received = state(own_warehouse)
    assert received is not None
    own_warehouse.check()
    assert state(own_warehouse) is None
    [(load_id,)] = own_warehouse.query("select load_id from ops.receipt")
    revert(own_warehouse.engine, load_id, person="张科长", reason="报错了")
    taken_back = state(own_warehouse)
    assert taken_back not in (None, received)
    own_warehouse.check()
    assert state(own_warehouse) is None


def test_changed_rules_wait_to_be_judged(
    own_warehouse: Warehouse, own_landing: Landing, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_roster(own_landing)
    own_warehouse.take(own_landing)
    monkeypatch.setattr("expectations.fingerprint.judging_code", lambda: "other code")
    assert state(own_warehouse) is not None
