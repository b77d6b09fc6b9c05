"""Files are tried before they are sent: the gate's words, and nothing stays."""

import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from ingestion.contract import load_contracts
from ingestion.load.landing import unknown_folders
from ingestion.load.trial import on_trial
from ingestion.periods import begins
from tests.gate import landing_files as files
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import BAOSHAN, SHUANGSHENG, household
from tests.gate.warehouses import Warehouse
from zengshou.jobs.trial import Tried, UnknownFeed, try_file
from zengshou.jobs.trial_folder import answer_trials, waiting_trials

HOMES = [household(serial) for serial in range(12)]
STRANGER = household(40, BAOSHAN)
REPORT = village(
    SHUANGSHENG,
    "2023-02",
    [
        village_row(HOMES[0], 务工收入="约500"),
        village_row(HOMES[1], 家庭人口数=9),
        village_row(STRANGER),
    ],
)


@pytest.fixture
def in_use(own_warehouse: Warehouse, own_landing: Landing) -> Warehouse:
    """A warehouse with a roster of twelve households."""
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    own_warehouse.take(own_landing)
    return own_warehouse


def tried(warehouse: Warehouse, data: bytes, **told: str) -> Tried:
    return try_file(warehouse.engine, warehouse.settings, "试.xlsx", data, **told)


def rules(found: Tried) -> list[tuple[int | None, str]]:
    return [(finding.row_number, finding.rule) for finding in found.findings]


def test_the_findings_are_those_that_the_sent_file_gets(
    in_use: Warehouse, own_landing: Landing
) -> None:
    found = tried(in_use, REPORT)
    own_landing.put("village_submission", "2023-02", "月报.xlsx", REPORT)
    in_use.take(own_landing)
    assert rules(found) == [(one.row_number, one.rule) for one in in_use.findings("月报.xlsx")]
    assert set(rules(found)) >= {(5, "V03"), (6, "W01"), (7, "V01")}
    assert (found.answer.feed, found.answer.period) == ("village_submission", "2023-02")


def test_nothing_of_a_trial_stays(in_use: Warehouse) -> None:
    before = in_use.sizes(), in_use.ledger(), in_use.edition("marts")
    tried(in_use, REPORT)
    sizes = in_use.sizes() | {"ops.validation": before[0]["ops.validation"]}
    assert (sizes, in_use.ledger(), in_use.edition("marts")) == before


def test_a_trial_that_was_killed_is_cleared_by_the_next(in_use: Warehouse) -> None:
    before = in_use.sizes()
    contract = load_contracts()["village_submission"]
    killed = on_trial(in_use.engine, contract, "2023-02", "a.xlsx", REPORT, in_use.settings)
    killed.__enter__()
    in_use.run("update ops.receipt set loaded_at = now() - interval '2 hours' where trial <> ''")
    in_use.check()
    assert {row[2] for row in in_use.edition("marts")} == {"花名册.xlsx"}
    tried(in_use, REPORT)
    assert in_use.sizes() | {"ops.validation": 0} == before | {"ops.validation": 0}


def test_the_answer_is_the_marked_copy_and_says_that_nothing_was_taken(in_use: Warehouse) -> None:
    book = openpyxl.load_workbook(io.BytesIO(tried(in_use, REPORT).book))
    assert "收支月报" in book.sheetnames
    said = [cell for row in book.active.iter_rows(values_only=True) for cell in row if cell]  # type: ignore[union-attr]
    assert "试填检查，未采用" in said
    assert any("再放入正式报送的文件夹" in str(cell) for cell in said)


def test_a_file_without_findings_is_told_so(in_use: Warehouse) -> None:
    fine = village(SHUANGSHENG, "2023-02", [village_row(HOMES[0])])
    found = tried(in_use, fine)
    assert (rules(found), found.answer.status) == ([], "tried")


def test_a_file_that_was_sent_already_is_told_so(in_use: Warehouse) -> None:
    found = tried(in_use, roster(roster_rows(HOMES)), period="2023-01")
    assert (rules(found), found.answer.status) == ([], "duplicate")
    sheet = openpyxl.load_workbook(io.BytesIO(found.book)).worksheets[0]
    said = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "与已收文件内容相同，不再处理" in said


def test_a_supplement_is_told_that_it_would_wait(in_use: Warehouse) -> None:
    found = tried(in_use, roster(roster_rows(HOMES[:2])), period="2023-01")
    assert (rules(found), found.answer.status) == ([(None, "F09")], "held")
    sheet = openpyxl.load_workbook(io.BytesIO(found.book)).worksheets[0]
    assert ("暂缓", "F09") in {row[:2] for row in sheet.iter_rows(values_only=True)}


@pytest.mark.parametrize(
    ("data", "feed"),
    [
        (files.social_security([{"个人编号": "1"}]), "social_security"),
        (files.settlements([{"setl_id": "1"}]), "medical_insurance"),
        (files.employment([{"人编号": "1"}]), "employment"),
        (files.income_detail([{"年度": "2022"}]), "income_detail"),
    ],
)
def test_the_headers_tell_the_feed(in_use: Warehouse, data: bytes, feed: str) -> None:
    assert tried(in_use, data).answer.feed == feed


def test_a_year_table_is_judged_for_the_last_income_year_that_is_over(in_use: Warehouse) -> None:
    year = int(tried(in_use, files.income_detail([{"年度": "2022"}])).answer.period)
    start, today = in_use.settings.income_year_start_month, datetime.now(files.SHANGHAI).date()
    assert begins(f"{year + 1}", start) <= today < begins(f"{year + 2}", start)


def test_other_headers_are_those_of_no_feed(in_use: Warehouse) -> None:
    with pytest.raises(UnknownFeed, match="headers are those of no feed"):
        tried(in_use, files.workbook({"甲": [["一", "二"], [1, 2]]}))
    found = tried(in_use, b"no workbook", feed="employment", period="2023-02")
    assert rules(found) == [(None, "F01")]


def test_files_in_the_folder_for_trials_are_answered_once_and_never_received(
    in_use: Warehouse, own_landing: Landing
) -> None:
    folder = own_landing.root / "试填"
    folder.mkdir()
    (folder / "月报.xlsx").write_bytes(REPORT)
    (folder / "别的.docx").write_bytes(b"x")
    (folder / "~$月报.xlsx").write_bytes(b"x")
    before = in_use.ledger()
    landing = str(own_landing.root)
    assert answer_trials(in_use.engine, in_use.settings, landing) == 2
    assert waiting_trials(in_use.engine, in_use.settings, landing) == []
    names = sorted(path.name for path in Path(landing, "../outbox/试填").iterdir())
    assert [name.split("_")[1] for name in names] == ["别的", "月报"]
    assert unknown_folders(landing, load_contracts()) == []
    in_use.take(own_landing)
    assert in_use.ledger() == before

    (folder / "月报.xlsx").write_bytes(village(SHUANGSHENG, "2023-02", [village_row(HOMES[0])]))
    assert len(waiting_trials(in_use.engine, in_use.settings, landing)) == 1
