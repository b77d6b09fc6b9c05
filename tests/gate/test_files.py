"""What is told about a file as a whole (feeds.md, "Landing zone", F01-F06)."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from tests.gate import landing_files as files
from tests.gate.landing_files import SHANGHAI, Cell, Landing, roster, roster_rows, village, village_row
from tests.gate.people import BAOSHAN, CHUNCHENG, NOWHERE, SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(3)]
ROWS = [village_row(home) for home in HOMES]
ROSTER = roster(roster_rows(HOMES))
MEGABYTE = 1024 * 1024
HELD, FINE = "held", ""


def labelled(*labels: Cell) -> bytes:
    return village(None, None, ROWS, labels=labels)


def without_column(name: str) -> bytes:
    header = [column for column in files.ROSTER_HEADER if column != name]
    rows = [{k: v for k, v in row.items() if k != name} for row in roster_rows(HOMES)]
    return roster(rows, header)


# File, feed, its bytes, the only rule it breaks (or none).
FILES: list[tuple[str, str, bytes, str]] = [
    ("a text that is called a workbook", "household_roster", "户编号,姓名".encode(), "F01"),
    ("an empty workbook file", "household_roster", b"", "F01"),
    ("half a workbook", "household_roster", ROSTER[: len(ROSTER) // 2], "F01"),
    ("a workbook of which a byte is wrong", "household_roster", ROSTER[:200] + b"\xff" + ROSTER[201:], "F01"),
    ("an encrypted workbook", "employment", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "F01"),
    ("a workbook instead of a csv", "social_security", ROSTER, "F01"),
    ("a csv that is not in its encoding", "medical_insurance", files.csv_file(files.ENROLMENT_HEADER, [{"psn_name": "赵钱"}], "gbk"), "F01"),
    ("a roster without its person numbers", "household_roster", without_column("人编号"), "F03"),
    ("a csv of no known kind", "medical_insurance", files.csv_file(["certno", "psn_name"], [], "utf-8-sig"), "F03"),
    ("a csv without its header", "social_security", files.csv_file(["01"], [], "gbk"), "F03"),
    ("an employment ledger under another sheet name", "employment", files.workbook({"说明": [], "台账": []}), "F02"),
    ("a village workbook without its sheet", "village_submission", files.workbook({"Sheet1": [["收支月报"]]}), "F02"),
    ("a village workbook with its answers only", "village_submission", files.workbook({"跟踪反馈": [["户编号"]]}), "F02"),
    ("a village workbook without a column", "village_submission", village(SHUANGSHENG, "2023-02", [], header=files.VILLAGE_HEADER[:-1]), "F03"),
    ("a village nobody knows", "village_submission", village(NOWHERE, "2023-02", ROWS), "F04"),
    ("a division that does not report", "village_submission", village(CHUNCHENG, "2023-02", ROWS), "F04"),
    ("no village code", "village_submission", village(None, "2023-02", ROWS), "F04"),
    ("a village name instead of its code", "village_submission", village("双胜村", "2023-02", ROWS), "F04"),
    ("no labels at all", "village_submission", labelled(), "F04"),
    ("the label of the village missing", "village_submission", labelled(None, SHUANGSHENG, "所属月份", "2023-02"), "F04"),
    ("the month before", "village_submission", village(SHUANGSHENG, "2023-01", ROWS), "F05"),
    ("the same month of another year", "village_submission", village(SHUANGSHENG, "2022年2月", ROWS), "F05"),
    ("no month", "village_submission", village(SHUANGSHENG, "", ROWS), "F05"),
    ("the label of the month missing", "village_submission", labelled("村代码", SHUANGSHENG, "填报人", "某某"), "F05"),
    ("a month that cannot be read", "village_submission", village(SHUANGSHENG, "二月", ROWS), "F05"),
    ("wrong village and wrong month: the first one is told", "village_submission", village(NOWHERE, "2023-01", ROWS), "F04"),
    ("a village code in full-width digits", "village_submission", village("２３０５０２２００２０１", "２０２３年２月", ROWS), FINE),
    ("a village code as a number", "village_submission", village(230502200201, 202302, ROWS), FINE),
    ("a month as a date cell", "village_submission", village(f" {SHUANGSHENG}　", date(2023, 2, 1), ROWS), FINE),
    ("a reporting village with a code in the 500s", "village_submission", village(BAOSHAN, "2023/2", ROWS), FINE),
    ("labels with colons and merged cells", "village_submission", labelled("村 代码：", None, SHUANGSHENG, "所属月份:", None, "2023-02"), FINE),
    ("an annual table without rows", "income_detail", files.income_detail([]), FINE),
    ("an employment ledger", "employment", files.employment([]), FINE),
]  # fmt: skip
CASES = [pytest.param(f"{n:02d}.dat", rule, id=what) for n, (what, *_, rule) in enumerate(FILES)]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", ROSTER)
    for number, (_, feed, data, _) in enumerate(FILES):
        period = "2023" if feed == "income_detail" else "2023-02"
        landing.put(feed, period, f"{number:02d}.dat", data)
    warehouse.take(landing)


@pytest.mark.parametrize(("file_name", "rule"), CASES)
def test_a_file_is_taken_or_told_once_why_not(
    warehouse: Warehouse, file_name: str, rule: str
) -> None:
    load = warehouse.load(file_name)
    if rule == FINE:
        assert load.status in ("accepted", "superseded")
        assert load.reason is None
        return
    assert load.status == "rejected"
    assert load.counts == (0, 0, 0, 0, 0)
    [finding] = warehouse.findings(file_name)
    assert (finding.rule, finding.severity, finding.row_number) == (rule, "reject", None)
    assert (load.reason or "").startswith(rule)


@pytest.mark.parametrize(
    ("limit", "data"),
    [
        pytest.param("max_packed_mb", bytes(range(256)) * 5000, id="over the size allowed"),
        pytest.param("max_unpacked_mb", None, id="over the size allowed when unpacked"),
    ],
)
def test_a_file_that_is_too_large_is_not_opened(
    own_warehouse: Warehouse, own_landing: Landing, limit: str, data: bytes | None
) -> None:
    own_warehouse.settings = own_warehouse.settings.model_copy(update={limit: 1})
    large = data or files.workbook({"务工台账": [[f"{n}" * 9_000] for n in range(200)]})
    own_landing.put("employment", "2023-02", "大.xlsx", large)
    own_warehouse.take(own_landing)
    [finding] = own_warehouse.findings("大.xlsx")
    assert finding.rule == "F01"
    assert "MB" in finding.message


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

    own_landing.put(*place, ROSTER[:1500], whole=ROSTER, sent_at=sent)  # has grown meanwhile
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
    return dict(warehouse.query("select file_name, status from ops.load"))  # type: ignore[arg-type]


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


def test_a_held_file_is_no_original(own_warehouse: Warehouse, own_landing: Landing, put: Put) -> None:
    own_landing.put(
        "household_roster", "2023-02", "a.xlsx", ROSTER, whole=b"more", sent_at="2023-03-01T08:00+08:00"
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


def test_the_same_bytes_under_the_same_name_are_no_news_even_after_another_version(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    place = ("household_roster", "2023-02", "花名册.xlsx")
    other = roster(roster_rows(HOMES[:1]))
    for data, hour in ((ROSTER, 8), (other, 9), (ROSTER, 10)):
        own_landing.put(*place, data, sent_at=f"2023-03-01T{hour:02d}:00:00+08:00")
        own_warehouse.take(own_landing)
    versions = [(load.status, load.received) for load in own_warehouse.loads("花名册.xlsx")]
    assert versions == [("superseded", 6), ("accepted", 2)]
