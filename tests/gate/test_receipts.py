"""Which bytes count as received, once, whatever they are called (feeds.md, "Landing zone")."""

from collections.abc import Callable
from datetime import datetime

import pytest

from ingestion.contract import load_contracts
from ingestion.load.landing import ChangedSinceScan, scan
from tests.gate.landing_files import SHANGHAI, Landing, roster, roster_rows
from tests.gate.people import household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(3)]
ROSTER = roster(roster_rows(HOMES))


def test_a_file_still_being_written_is_held_and_taken_once_it_is_whole(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    sent = "2023-03-04T09:00:00+08:00"
    place = ("household_roster", "2023-02", "写入中.xlsx")
    own_landing.put(*place, ROSTER[:900], whole=ROSTER, sent_at=sent)
    own_warehouse.take(own_landing)
    held = own_warehouse.load("写入中.xlsx")
    assert (held.status, held.counts) == ("held", (0, 0, 0, 0, 0))
    [finding] = own_warehouse.findings("写入中.xlsx")
    assert (finding.rule, finding.severity, finding.row_number) == ("F06", "reject", None)

    own_landing.put(*place, ROSTER[:1500], whole=ROSTER, sent_at=sent)  # larger than before
    own_warehouse.take(own_landing)
    assert own_warehouse.load("写入中.xlsx").status == "held"

    own_landing.put(*place, ROSTER, sent_at=sent)
    own_warehouse.take(own_landing)
    whole = own_warehouse.load("写入中.xlsx")
    assert (whole.status, whole.counts) == ("accepted", (6, 6, 0, 0, 0))
    assert whole.received_at == datetime.fromisoformat(sent)
    assert own_warehouse.findings("写入中.xlsx") == []


def test_a_damaged_file_whose_manifest_is_put_right_is_taken_as_it_is(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    place = ("household_roster", "2023-02", "花名册.xlsx")
    own_landing.put(*place, ROSTER, whole=b"something else")
    own_warehouse.take(own_landing)
    assert own_warehouse.load("花名册.xlsx").status == "held"
    own_landing.note(*place, ROSTER)
    own_warehouse.take(own_landing)
    assert own_warehouse.load("花名册.xlsx").status == "accepted"


def test_the_next_version_announced_before_its_bytes_are_there_does_not_disturb_the_first(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    place = ("household_roster", "2023-02", "花名册.xlsx")
    corrected = roster(roster_rows(HOMES[:2]))
    own_landing.put(*place, ROSTER)
    own_warehouse.take(own_landing)
    own_landing.note(*place, corrected, "2023-12-01T08:00:00+08:00")
    own_warehouse.take(own_landing)
    own_warehouse.take(own_landing)
    assert [load.status for load in own_warehouse.loads("花名册.xlsx")] == ["accepted"]
    own_landing.put(*place, corrected, sent_at="2023-12-01T08:00:00+08:00")
    own_warehouse.take(own_landing)
    statuses = [load.status for load in own_warehouse.loads("花名册.xlsx")]
    assert statuses == ["superseded", "accepted"]


def test_without_a_manifest_the_modification_time_is_the_receipt(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    moment = datetime(2023, 3, 2, 9, 30, tzinfo=SHANGHAI)
    own_landing.put_unlisted("household_roster", "2023-02", "花名册.xlsx", ROSTER, moment)
    own_warehouse.take(own_landing)
    assert own_warehouse.load("花名册.xlsx").received_at == moment


@pytest.mark.parametrize("name", ["a.xlsx.tmp", "a.part", "a.filepart", "~$a.xlsx", ".a.xlsx"])
def test_unfinished_and_hidden_files_are_not_received(
    own_warehouse: Warehouse, own_landing: Landing, name: str
) -> None:
    own_landing.put("household_roster", "2023-02", name, ROSTER)
    own_warehouse.receive(own_landing)
    assert own_warehouse.query("select file_name from ops.load") == []


Put = Callable[[str, str], None]


@pytest.fixture
def put(own_landing: Landing) -> Put:
    """Lands the roster under a name, as sent at a time of one morning."""

    def land(name: str, time: str) -> None:
        sent = f"2023-03-01T{time}:00+08:00"
        own_landing.put("household_roster", "2023-02", name, ROSTER, sent_at=sent)

    return land


def statuses(warehouse: Warehouse) -> dict[str, str]:
    return dict(warehouse.query("select file_name, status from ops.load"))


def test_the_same_bytes_under_another_name_are_a_duplicate_of_the_earlier_receipt(
    own_warehouse: Warehouse, own_landing: Landing, put: Put
) -> None:
    put("b.xlsx", "09:00")
    put("a.xlsx", "10:00")
    own_warehouse.take(own_landing)
    assert statuses(own_warehouse) == {"b.xlsx": "accepted", "a.xlsx": "duplicate"}
    assert own_warehouse.load("a.xlsx").counts == (0, 0, 0, 0, 0)
    assert own_warehouse.findings("a.xlsx") == []

    put("c.xlsx", "08:00")  # arrives last, but was sent first
    own_warehouse.take(own_landing)
    assert statuses(own_warehouse) == {
        "c.xlsx": "accepted",
        "b.xlsx": "duplicate",
        "a.xlsx": "duplicate",
    }
    assert own_warehouse.load("b.xlsx").counts == (0, 0, 0, 0, 0)
    assert own_warehouse.load("c.xlsx").counts == (6, 6, 0, 0, 0)


def test_of_two_copies_sent_at_once_the_first_by_name_is_the_original(
    own_warehouse: Warehouse, own_landing: Landing, put: Put
) -> None:
    for name in ("乙.xlsx", "B.xlsx", "a.xlsx"):
        put(name, "09:00")
    own_warehouse.take(own_landing)
    assert statuses(own_warehouse) == {
        "B.xlsx": "accepted",
        "a.xlsx": "duplicate",
        "乙.xlsx": "duplicate",
    }


def test_a_held_file_is_no_original(
    own_warehouse: Warehouse, own_landing: Landing, put: Put
) -> None:
    own_landing.put(
        "household_roster",
        "2023-02",
        "a.xlsx",
        ROSTER,
        whole=b"more",
        sent_at="2023-03-01T08:00+08:00",
    )
    put("b.xlsx", "09:00")
    own_warehouse.take(own_landing)
    assert statuses(own_warehouse) == {"a.xlsx": "held", "b.xlsx": "accepted"}


def test_a_copy_of_a_rejected_file_is_a_duplicate(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        own_landing.put("household_roster", "2023-02", name, b"no workbook")
    own_warehouse.take(own_landing)
    assert statuses(own_warehouse) == {"a.xlsx": "rejected", "b.xlsx": "duplicate"}


def test_the_same_bytes_in_another_month_are_no_duplicate(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    for period in ("2023-02", "2023-03"):
        own_landing.put("household_roster", period, f"{period}.xlsx", ROSTER)
    own_warehouse.take(own_landing)
    assert set(statuses(own_warehouse).values()) == {"accepted"}


MONTH = ("household_roster", "2023-02")
OTHER = roster(roster_rows(HOMES[:1]))


def ledger(warehouse: Warehouse) -> list[tuple[str, int, str]]:
    """Name, hour in Shanghai and status of every line, in order of receipt."""
    rows = warehouse.query(
        "select file_name, received_at, status from ops.load order by received_at, file_name"
    )
    return [(name, at.astimezone(SHANGHAI).hour, status) for name, at, status in rows]


def send(landing: Landing, name: str, data: bytes, hour: int) -> None:
    landing.put(*MONTH, name, data, sent_at=f"2023-03-01T{hour:02d}:00:00+08:00")


def test_bytes_sent_again_after_another_version_are_a_new_version(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    for name, data, hour in (
        ("a.xlsx", ROSTER, 8),
        ("b.xlsx", OTHER, 9),
        ("c.xlsx", ROSTER, 10),
        ("d.xlsx", ROSTER, 11),
    ):
        send(own_landing, name, data, hour)
    own_warehouse.take(own_landing)
    assert ledger(own_warehouse) == [
        ("a.xlsx", 8, "superseded"),
        ("b.xlsx", 9, "superseded"),
        ("c.xlsx", 10, "accepted"),
        ("d.xlsx", 11, "duplicate"),
    ]
    assert own_warehouse.load("c.xlsx").counts == (6, 6, 0, 0, 0)


def test_a_village_that_returns_to_its_first_workbook_under_its_name_is_believed(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    for data, hour in ((ROSTER, 8), (OTHER, 9), (ROSTER, 10)):
        send(own_landing, "a.xlsx", data, hour)
        own_warehouse.take(own_landing)
    assert ledger(own_warehouse) == [
        ("a.xlsx", 8, "superseded"),
        ("a.xlsx", 9, "superseded"),
        ("a.xlsx", 10, "accepted"),
    ]


def test_without_a_manifest_bytes_that_come_back_after_others_are_a_new_version(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    for data, hour in ((ROSTER, 8), (OTHER, 9), (ROSTER, 10)):
        moment = datetime(2023, 3, 1, hour, tzinfo=SHANGHAI)
        own_landing.put_unlisted(*MONTH, "a.xlsx", data, moment)
        own_warehouse.take(own_landing)
    assert [status for _, _, status in ledger(own_warehouse)] == [
        "superseded",
        "superseded",
        "accepted",
    ]


def test_the_latest_version_sent_again_under_its_name_is_no_news(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    for hour in (8, 9):
        send(own_landing, "a.xlsx", ROSTER, hour)
        own_warehouse.take(own_landing)
    assert ledger(own_warehouse) == [("a.xlsx", 8, "accepted")]

    send(own_landing, "b.xlsx", OTHER, 8)  # comes late: 9 o'clock was after another version
    own_landing.note(*MONTH, "b.xlsx", OTHER, "2023-03-01T08:30:00+08:00")
    own_warehouse.take(own_landing)
    assert ledger(own_warehouse) == [
        ("a.xlsx", 8, "superseded"),
        ("b.xlsx", 8, "superseded"),
        ("a.xlsx", 9, "accepted"),
    ]


def test_a_new_modification_time_alone_is_no_sending(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    for hour in (8, 9):
        moment = datetime(2023, 3, 1, hour, tzinfo=SHANGHAI)
        own_landing.put_unlisted(*MONTH, "a.xlsx", ROSTER, moment)
        own_warehouse.take(own_landing)
    send(own_landing, "b.xlsx", OTHER, 10)
    own_warehouse.take(own_landing)
    own_landing.put_unlisted(*MONTH, "a.xlsx", ROSTER, datetime(2023, 3, 2, tzinfo=SHANGHAI))
    own_warehouse.take(own_landing)
    assert ledger(own_warehouse) == [("a.xlsx", 8, "superseded"), ("b.xlsx", 10, "accepted")]


def test_a_file_taken_away_while_it_is_being_read_is_left_to_the_next_run(
    own_landing: Landing, put: Put
) -> None:
    put("花名册.xlsx", "09:00")
    [found] = scan(str(own_landing.root), load_contracts())
    (own_landing.root / "household_roster/2023-02/花名册.xlsx").unlink()
    with pytest.raises(ChangedSinceScan):
        found.read()
