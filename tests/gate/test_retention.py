"""Landed files go when their time is over, but never one whose rows are not all loaded."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.load.landing import ChangedSinceScan
from ingestion.load.retention import expired, remove
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(2)]
BY = {"person": "管理员", "reason": "retention"}


def loaded_long_ago(warehouse: Warehouse) -> None:
    warehouse.run("update ops.receipt set loaded_at = now() - interval '400 days'")


def verdicts(warehouse: Warehouse, landing: Landing, days: int = 365) -> dict[str, bool]:
    """Old files by name: whether each may go."""
    found = expired(warehouse.engine, str(landing.root), days)
    return {one.file.file_name: one.reason is None for one in found}


def land(landing: Landing) -> None:
    """Files of every fate, all received in 2023."""
    data = roster(roster_rows(HOMES))
    landing.put("household_roster", "2023-01", "有效.xlsx", data)
    landing.put("household_roster", "2023-01", "副本.xlsx", data)
    landing.put("household_roster", "2023-02", "未传完.xlsx", data, whole=b"")
    landing.put("household_roster", "2023-03", "打不开.xlsx", b"not a workbook")
    rows = [village_row(home) for home in HOMES]
    wrong_month = village(SHUANGSHENG, "2023-05", rows)
    landing.put("village_submission", "2023-02", "错月.xlsx", wrong_month)


def test_only_what_is_wholly_in_the_warehouse_goes(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.take(own_landing)
    loaded_long_ago(own_warehouse)
    later = roster(roster_rows(HOMES[:1]))
    own_landing.put("household_roster", "2023-06", "还没收.xlsx", later)
    assert verdicts(own_warehouse, own_landing) == {
        "有效.xlsx": True,
        "副本.xlsx": True,
        "错月.xlsx": True,
        "未传完.xlsx": False,
        "打不开.xlsx": False,
        "还没收.xlsx": False,
    }


def test_what_was_loaded_but_not_judged_stays(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.receive(own_landing)
    loaded_long_ago(own_warehouse)
    assert not any(verdicts(own_warehouse, own_landing).values())


def test_a_file_counts_as_old_only_that_long_after_it_was_received_and_loaded(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.take(own_landing)
    assert "有效.xlsx" not in verdicts(own_warehouse, own_landing), "loaded today"
    loaded_long_ago(own_warehouse)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    fresh = roster(roster_rows(HOMES[:1]))
    own_landing.put("household_roster", "2023-04", "新.xlsx", fresh, sent_at=yesterday)
    own_warehouse.take(own_landing)
    loaded_long_ago(own_warehouse)
    assert "新.xlsx" not in verdicts(own_warehouse, own_landing)
    assert verdicts(own_warehouse, own_landing)["有效.xlsx"]


def test_removing_leaves_the_ledger_and_an_audit_row_and_the_next_run_misses_nothing(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.take(own_landing)
    loaded_long_ago(own_warehouse)
    ledger, sizes = own_warehouse.ledger(), own_warehouse.sizes()
    gone = [
        one.file
        for one in expired(own_warehouse.engine, str(own_landing.root), 365)
        if one.reason is None
    ]
    for file in gone:
        remove(own_warehouse.engine, file, **BY)
    left = {path.name for path in own_landing.root.rglob("*.xlsx")}
    assert left == {"未传完.xlsx", "打不开.xlsx"}
    assert own_warehouse.take(own_landing) == 0
    assert own_warehouse.ledger() == ledger
    assert own_warehouse.sizes() == sizes
    subjects = [
        row[0]
        for row in own_warehouse.query(
            "select subject from ops.audit where action = 'expire' order by audit_id desc limit 3"
        )
    ]
    assert any("household_roster/2023-01/有效.xlsx" in subject for subject in subjects)


def test_other_bytes_put_there_meanwhile_are_not_removed(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.take(own_landing)
    loaded_long_ago(own_warehouse)
    [file] = [
        one.file
        for one in expired(own_warehouse.engine, str(own_landing.root), 365)
        if one.file.file_name == "有效.xlsx"
    ]
    path = Path(own_landing.root / "household_roster" / "2023-01" / "有效.xlsx")
    path.write_bytes(b"a new version")
    audited = own_warehouse.query("select count(*) from ops.audit")
    with pytest.raises(ChangedSinceScan):
        remove(own_warehouse.engine, file, **BY)
    assert path.read_bytes() == b"a new version"
    assert own_warehouse.query("select count(*) from ops.audit") == audited
