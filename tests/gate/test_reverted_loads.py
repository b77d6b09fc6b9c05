"""A bad file can be taken back: the version before it counts again, and nothing is deleted."""

from datetime import UTC, datetime

import psycopg
import pytest
import sqlalchemy as sa

from ingestion.load.reversal import restore, revert
from ingestion.privacy.audit import Refused
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import CHAOYANG, SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(3)]
BY = {"person": "张科长", "reason": "报错了村"}


def land_two_versions(landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "名册.xlsx", roster(roster_rows(HOMES)))
    rows = [village_row(home) for home in HOMES]
    landing.put("village_submission", "2023-02", "甲.xlsx", village(SHUANGSHENG, "2023-02", rows))
    worse = [village_row(HOMES[0], 务工收入=999999)]
    landing.put("village_submission", "2023-02", "乙.xlsx", village(SHUANGSHENG, "2023-02", worse))


def number_of(warehouse: Warehouse, file_name: str) -> int:
    [(load_id,)] = warehouse.query(
        "select min(load_id) from ops.receipt where file_name = :name", name=file_name
    )
    return int(load_id)


def statuses(warehouse: Warehouse, edition: str = "marts") -> dict[str, str]:
    return dict(
        warehouse.query(
            "select file_name, status from ops.load_state join ops.receipt using (load_id)"
            " where edition = :edition",
            edition=edition,
        )
    )


def test_the_version_before_is_in_force_again_and_the_rows_stay(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land_two_versions(own_landing)
    own_warehouse.take(own_landing)
    assert statuses(own_warehouse)["甲.xlsx"] == "superseded"
    rows = own_warehouse.sizes()["raw.village_submission"]
    bad = number_of(own_warehouse, "乙.xlsx")
    assert revert(own_warehouse.engine, bad, **BY).changed
    own_warehouse.check()
    assert statuses(own_warehouse) == {
        "名册.xlsx": "accepted",
        "甲.xlsx": "accepted",
        "乙.xlsx": "reverted",
    }
    load = own_warehouse.load("乙.xlsx")
    assert load.counts == (0, 0, 0, 0, 0)
    for told in ("张科长", "报错了村", f"zengshou loads restore {bad}"):
        assert told in (load.reason or "")
    assert own_warehouse.sizes()["raw.village_submission"] == rows


def test_where_the_only_version_is_taken_back_none_is_in_force(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land_two_versions(own_landing)
    own_warehouse.take(own_landing)
    for name in ("甲.xlsx", "乙.xlsx"):
        revert(own_warehouse.engine, number_of(own_warehouse, name), **BY)
    own_warehouse.check()
    in_force = "select feed from ops.current_unit where edition = 'marts'"
    assert own_warehouse.query(in_force) == [("household_roster",)]


def test_who_took_it_back_when_and_why_stands_in_the_ledger_and_cannot_be_changed(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land_two_versions(own_landing)
    own_warehouse.receive(own_landing)
    bad = number_of(own_warehouse, "乙.xlsx")
    before = datetime.now(UTC)
    revert(own_warehouse.engine, bad, **BY)
    [(load_id, action, person, reason, at)] = own_warehouse.query(
        "select load_id, action, person, reason, at from ops.reversal"
    )
    assert (load_id, action, person, reason) == (bad, "revert", "张科长", "报错了村")
    assert before <= at <= datetime.now(UTC)
    for change in (
        "update ops.reversal set reason = 'x'",
        "delete from ops.reversal",
        "truncate ops.reversal",
    ):
        with pytest.raises(sa.exc.ProgrammingError) as refused:
            own_warehouse.run(change)
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_restoring_brings_everything_back_as_it_was(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land_two_versions(own_landing)
    own_warehouse.take(own_landing)
    before = own_warehouse.ledger()
    bad = number_of(own_warehouse, "乙.xlsx")
    revert(own_warehouse.engine, bad, **BY)
    own_warehouse.check()
    assert own_warehouse.ledger() != before
    assert restore(own_warehouse.engine, bad, person="张科长", reason="原来没错").changed
    assert own_warehouse.check() == 0, "all judgements were kept"
    assert own_warehouse.ledger() == before


def test_an_order_given_twice_changes_nothing_the_second_time(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land_two_versions(own_landing)
    own_warehouse.receive(own_landing)
    bad = number_of(own_warehouse, "乙.xlsx")
    assert not restore(own_warehouse.engine, bad, **BY).changed
    assert revert(own_warehouse.engine, bad, **BY).changed
    assert not revert(own_warehouse.engine, bad, **BY).changed
    assert own_warehouse.query("select count(*) from ops.reversal") == [(1,)]


def test_an_edition_known_before_the_order_still_counts_the_file(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land_two_versions(own_landing)
    own_warehouse.take(own_landing)
    before = datetime.now(UTC)
    revert(own_warehouse.engine, number_of(own_warehouse, "乙.xlsx"), **BY)
    own_warehouse.check("as_before", before)
    own_warehouse.check("as_after", datetime.now(UTC))
    own_warehouse.check()
    assert statuses(own_warehouse, "as_before")["乙.xlsx"] == "accepted"
    assert statuses(own_warehouse, "as_before")["甲.xlsx"] == "superseded"
    assert own_warehouse.edition("as_after") == own_warehouse.edition("marts")
    assert statuses(own_warehouse, "as_after")["乙.xlsx"] == "reverted"


def test_a_roster_taken_back_is_in_force_for_nobody(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land_two_versions(own_landing)
    own_landing.put("household_roster", "2023-02", "错名册.xlsx", roster(roster_rows(HOMES[:1])))
    own_warehouse.take(own_landing)
    assert own_warehouse.load("甲.xlsx").accepted == 1
    revert(own_warehouse.engine, number_of(own_warehouse, "错名册.xlsx"), **BY)
    own_warehouse.check()
    assert own_warehouse.load("甲.xlsx").accepted == 3


@pytest.mark.parametrize("name", ["乙.xlsx", "乙再报.xlsx"])
def test_the_same_bytes_sent_again_stay_out_and_the_ledger_says_why(
    own_warehouse: Warehouse, own_landing: Landing, name: str
) -> None:
    land_two_versions(own_landing)
    own_warehouse.take(own_landing)
    bad = number_of(own_warehouse, "乙.xlsx")
    revert(own_warehouse.engine, bad, **BY)
    folder = own_landing.root / "village_submission" / "2023-02"
    own_landing.put("village_submission", "2023-02", name, (folder / "乙.xlsx").read_bytes())
    own_warehouse.take(own_landing)
    load = own_warehouse.loads(name)[-1]
    assert load.status == "reverted"
    assert f"zengshou loads restore {bad}" in (load.reason or "")
    assert statuses(own_warehouse)["甲.xlsx"] == "accepted"


def test_other_bytes_for_the_same_village_count(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land_two_versions(own_landing)
    own_warehouse.take(own_landing)
    revert(own_warehouse.engine, number_of(own_warehouse, "乙.xlsx"), **BY)
    right = [village_row(home, 务工收入=1234) for home in HOMES]
    data = village(SHUANGSHENG, "2023-02", right)
    own_landing.put("village_submission", "2023-02", "丙.xlsx", data)
    own_warehouse.take(own_landing)
    assert statuses(own_warehouse)["丙.xlsx"] == "accepted"
    assert statuses(own_warehouse)["甲.xlsx"] == "superseded"


def test_a_file_taken_back_before_others_arrive_gives_the_same_ledger(
    own_warehouse: Warehouse, own_landing: Landing, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """All files first and then the order, or the order between the files: no difference."""
    land_two_versions(own_landing)
    neighbours = [village_row(household(9, village=CHAOYANG))]
    data = village(CHAOYANG, "2023-02", neighbours)
    own_landing.put("village_submission", "2023-02", "邻村.xlsx", data)
    own_warehouse.take(own_landing)
    revert(own_warehouse.engine, number_of(own_warehouse, "乙.xlsx"), **BY)
    own_warehouse.check()
    expected = own_warehouse.edition("marts")

    own_warehouse.empty()
    hidden = tmp_path_factory.mktemp("later")
    others = [path for path in own_landing.root.rglob("*.xlsx") if path.name != "乙.xlsx"]
    for path in others:
        path.rename(hidden / path.name)
    own_warehouse.take(own_landing)
    revert(own_warehouse.engine, number_of(own_warehouse, "乙.xlsx"), **BY)
    own_warehouse.check()
    for path in others:
        (hidden / path.name).rename(path)
    own_warehouse.take(own_landing)
    assert without_times(own_warehouse.edition("marts")) == without_times(expected)


def without_times(edition: list[tuple[object, ...]]) -> list[list[object]]:
    """The reason names instant and load, which differ between the two."""
    return [[value for place, value in enumerate(row) if place != 5] for row in edition]


def test_what_cannot_be_taken_back_is_told_in_one_line(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    data = roster(roster_rows(HOMES))
    own_landing.put("household_roster", "2023-01", "未传完.xlsx", data[:-9], whole=data)
    own_warehouse.take(own_landing)
    with pytest.raises(Refused, match="no load 999"):
        revert(own_warehouse.engine, 999, **BY)
    with pytest.raises(Refused, match="held"):
        revert(own_warehouse.engine, number_of(own_warehouse, "未传完.xlsx"), **BY)
    with pytest.raises(Refused, match="blank"):
        revert(own_warehouse.engine, 1, person="张科长", reason=" ")
    assert own_warehouse.query("select count(*) from ops.reversal") == [(0,)]
