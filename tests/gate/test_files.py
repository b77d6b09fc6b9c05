"""What is told about a file as a whole (feeds.md, "Landing zone", F01-F06)."""

from datetime import date

import pytest

from tests.gate import landing_files as files
from tests.gate.conftest import NewWarehouse
from tests.gate.landing_files import (
    Cell,
    Landing,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import BAOSHAN, CHUNCHENG, NOWHERE, SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(3)]
ROWS = [village_row(home) for home in HOMES]
ROSTER = roster(roster_rows(HOMES))
FINE = ""


def labelled(*labels: Cell) -> bytes:
    return village(None, None, ROWS, labels=labels)


def without_column(name: str) -> bytes:
    header = [column for column in files.ROSTER_HEADER if column != name]
    rows = [{k: v for k, v in row.items() if k != name} for row in roster_rows(HOMES)]
    return roster(rows, header)


# File, feed, its bytes, the only rule that it breaks (or none).
FILES: list[tuple[str, str, bytes, str]] = [
    ("a text that is called a workbook", "household_roster", "户编号,姓名".encode(), "F01"),
    ("an empty workbook file", "household_roster", b"", "F01"),
    ("half a workbook", "household_roster", ROSTER[: len(ROSTER) // 2], "F01"),
    (
        "a workbook of which a byte is wrong",
        "household_roster",
        ROSTER[:200] + b"\xff" + ROSTER[201:],
        "F01",
    ),
    (
        "an encrypted workbook",
        "employment",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
        "F01",
    ),
    ("a workbook instead of a csv", "social_security", ROSTER, "F01"),
    (
        "a csv that is not in its encoding",
        "medical_insurance",
        files.csv_file(files.ENROLMENT_HEADER, [{"psn_name": "赵钱"}] * 11, "gbk"),
        "F01",
    ),
    ("a roster without its person numbers", "household_roster", without_column("人编号"), "F03"),
    (
        "a csv of no known kind",
        "medical_insurance",
        files.csv_file(["certno", "psn_name"], [], "utf-8-sig"),
        "F03",
    ),
    ("a csv without its header", "social_security", files.csv_file(["01"], [], "gbk"), "F03"),
    (
        "an employment ledger under another sheet name",
        "employment",
        files.workbook({"说明": [], "台账": []}),
        "F02",
    ),
    (
        "a village workbook without its sheet",
        "village_submission",
        files.workbook({"Sheet1": [["收支月报"]]}),
        "F02",
    ),
    (
        "a village workbook with its answers only",
        "village_submission",
        files.workbook({"跟踪反馈": [["户编号"]]}),
        "F02",
    ),
    (
        "a village workbook without a column",
        "village_submission",
        village(SHUANGSHENG, "2023-02", [], header=files.VILLAGE_HEADER[:-2]),
        "F03",
    ),
    ("a village nobody knows", "village_submission", village(NOWHERE, "2023-02", ROWS), "F04"),
    (
        "a division that does not report",
        "village_submission",
        village(CHUNCHENG, "2023-02", ROWS),
        "F04",
    ),
    ("no village code", "village_submission", village(None, "2023-02", ROWS), "F04"),
    (
        "a village name instead of its code",
        "village_submission",
        village("双胜村", "2023-02", ROWS),
        "F04",
    ),
    ("no labels at all", "village_submission", labelled(), "F04"),
    (
        "the label of the village missing",
        "village_submission",
        labelled(None, SHUANGSHENG, "所属月份", "2023-02"),
        "F04",
    ),
    ("the month before", "village_submission", village(SHUANGSHENG, "2023-01", ROWS), "F05"),
    (
        "the same month of another year",
        "village_submission",
        village(SHUANGSHENG, "2022年2月", ROWS),
        "F05",
    ),
    ("no month", "village_submission", village(SHUANGSHENG, "", ROWS), "F05"),
    (
        "the label of the month missing",
        "village_submission",
        labelled("村代码", SHUANGSHENG, "填报人", "某某"),
        "F05",
    ),
    (
        "a month that cannot be read",
        "village_submission",
        village(SHUANGSHENG, "二月", ROWS),
        "F05",
    ),
    (
        "wrong village and wrong month: the first one is told",
        "village_submission",
        village(NOWHERE, "2023-01", ROWS),
        "F04",
    ),
    (
        "a village code in full-width digits",
        "village_submission",
        village("２３０５０２２００２０１", "２０２３年２月", ROWS),
        FINE,
    ),
    ("a village code as a number", "village_submission", village(230502200201, 202302, ROWS), FINE),
    (
        "a month as a date cell",
        "village_submission",
        village(f" {SHUANGSHENG}　", date(2023, 2, 1), ROWS),
        FINE,
    ),
    (
        "a reporting village with a code in the 500s",
        "village_submission",
        village(BAOSHAN, "2023/2", ROWS),
        FINE,
    ),
    (
        "labels with colons and merged cells",
        "village_submission",
        labelled("村 代码：", None, SHUANGSHENG, "所属月份:", None, "2023-02"),
        FINE,
    ),
    ("an annual table without rows", "income_detail", files.income_detail([]), "F08"),
    ("an employment ledger without rows", "employment", files.employment([]), "F08"),
    ("settlements of a month without any", "medical_insurance", files.settlements([]), FINE),
    ("enrolments of nobody", "medical_insurance", files.enrolment([]), "F08"),
]
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


def test_a_village_that_stops_reporting_is_told_so_from_the_month_after(
    new_warehouse: NewWarehouse, own_landing: Landing
) -> None:
    """The list of reporting units changes, and what was judged by the old one is judged again."""
    changed = new_warehouse()
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", ROSTER)
    for month in ("2023-01", "2023-02"):
        data = village(SHUANGSHENG, month, ROWS)
        own_landing.put("village_submission", month, f"{month}.xlsx", data)
    changed.take(own_landing)
    assert changed.load("2023-02.xlsx").status == "accepted"
    changed.run(
        "update reference.reporting_units set valid_to = '2023-01-31'"
        f" where village_code = '{SHUANGSHENG}'"
    )
    changed.check()
    assert changed.load("2023-01.xlsx").status == "accepted"
    assert [finding.rule for finding in changed.findings("2023-02.xlsx")] == ["F04"]
    assert changed.load("2023-02.xlsx").counts == (0, 0, 0, 0, 0)
    changed.engine.dispose()
