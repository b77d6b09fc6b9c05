"""A file of each of the twelve feeds is tried before it is sent: feed, findings and marks."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.gate import feed_files as files
from tests.gate import feed_rows as rows
from tests.gate.conftest import NewWarehouse
from tests.gate.every_feed import MONTH, QUARTER, FeedFile, every_feed
from tests.gate.landing_files import Cells, Landing, roster, roster_rows
from tests.gate.people import BAOSHAN, SHUANGSHENG, citizen_id, household
from tests.gate.warehouses import Warehouse
from zengshou.jobs.trial import Tried, try_file
from zengshou.jobs.trial_folder import answer_trials

HOMES = [household(serial, members=4) for serial in range(4)]
HEAD = HOMES[0].head
FILES = every_feed(HOMES)
INVALID = "230521196001010019"
REJECTED, WARNED = "退回", "提醒"


@pytest.fixture(scope="module")
def in_use(
    new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Warehouse]:
    """A warehouse with a roster of four households and the first quarter's collectives."""
    made = new_warehouse()
    landing = Landing(tmp_path_factory.mktemp("trial"))
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    first = files.collective_economy([rows.collective_row(SHUANGSHENG, 村名="双胜村")])
    landing.put("collective_economy", QUARTER, "一季.xlsx", first)
    made.take(landing)
    yield made
    made.engine.dispose()


def tried(warehouse: Warehouse, data: bytes, period: str | None = None) -> Tried:
    return try_file(warehouse.engine, warehouse.settings, "试.xlsx", data, period=period)


@pytest.mark.parametrize("one", FILES, ids=lambda one: one.name)
def test_the_headers_tell_the_feed_and_a_good_file_has_no_findings(
    in_use: Warehouse, one: FeedFile
) -> None:
    before = in_use.sizes()
    found = tried(in_use, one.data, one.period)
    assert found.answer.feed == one.feed
    assert (found.findings, found.answer.status) == ([], "tried")
    assert found.answer.rows["rows_accepted"] == found.answer.rows["rows_received"] > 0
    assert in_use.sizes() | {"ops.validation": before["ops.validation"]} == before


def marks(found: Tried, sheet: str) -> dict[str, str]:
    """The rules that a sheet's cells are marked with, by coordinate."""
    page = openpyxl.load_workbook(io.BytesIO(found.book))[sheet]
    assert isinstance(page, Worksheet)
    return {
        cell.coordinate: " ".join(line.partition("：")[0] for line in cell.comment.text.split("\n"))
        for row in page.iter_rows()
        for cell in row
        if cell.comment
    }


def test_a_row_of_the_usual_form_is_marked_in_its_cells(in_use: Warehouse) -> None:
    row = rows.dibao_row(HOMES[0], 合计=1, 家庭成员身份证号=INVALID)
    found = tried(in_use, files.dibao([row, rows.dibao_row(HOMES[1], 救助类型="?")]), MONTH)
    assert marks(found, "民政救助") == {
        "H2": "提醒 A11",
        "D2": "提醒 A12",
        "N2": "提醒 A13",
        "K3": "退回 A05",
    }


def test_a_row_of_the_older_form_is_marked_at_the_member(in_use: Warehouse) -> None:
    [older] = [one for one in FILES if one.name == "低保老表.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(older.data))
    sheet = book["农村低保"]
    header = [cell.value for cell in sheet[3]]
    third, second = header.index("成员3身份证号") + 1, header.index("成员2身份证号") + 1
    sheet.cell(4, third, INVALID)
    sheet.cell(5, second).value = None
    sheet.cell(6, second, INVALID)
    sheet.cell(6, third, INVALID)
    sheet.cell(7, header.index("合计") + 1, "约600")
    written = io.BytesIO()
    book.save(written)
    found = marks(tried(in_use, written.getvalue(), MONTH), "农村低保")
    assert {place: told for place, told in found.items() if "A13" in told} == {
        sheet.cell(4, third).coordinate: "提醒 A13",
        sheet.cell(5, second).coordinate: "提醒 A13",
        sheet.cell(6, second).coordinate: "提醒 A13",
    }
    assert found[sheet.cell(7, header.index("合计") + 1).coordinate] == "退回 A02"


def test_a_header_of_two_rows_is_marked_in_the_right_group(in_use: Warehouse) -> None:
    projects = [
        rows.project_row("X1", 支出资金·其他="约"),
        rows.project_row("X2", 下达资金·其他=-1) | {"劳务报酬（万元）": "?"},
        rows.project_row("X3", 支出资金·中央=99),
        rows.project_row("X3b", 项目类别="别的"),
    ]
    linked = [rows.linked_row(HEAD, 编号="X9"), rows.linked_row(HEAD, 编号="X3")]
    found = tried(in_use, files.linkage_projects(projects, [], linked), QUARTER)
    assert marks(found, "项目") == {
        "O5": "退回 P02",
        "K6": "退回 P02",
        "L7": "提醒 P11",
        "E8": "退回 P04",
    }
    assert marks(found, "带动户") == {"A3": "退回 P05"}


def test_groups_of_a_loan_and_its_dates_are_marked(in_use: Warehouse) -> None:
    loans = [
        rows.loan_row(HOMES[0], 到期日期="", 贷款状态="?"),
        rows.loan_row(HOMES[1], 贷款用途="购房", 贷款金额=60000),
    ]
    found = tried(in_use, files.small_loan(loans), MONTH)
    assert marks(found, "小额信贷") == {"R4": "退回 L04", "J5": "提醒 L11", "S5": "提醒 L15"}


def test_subtotals_and_lower_figures_are_marked(in_use: Warehouse) -> None:
    villages: list[Cells] = [
        rows.collective_row(SHUANGSHENG, 经营收入=9999),
        {"村名": "小计", "经营收入": 1, "发电收入": 2, "公益岗支出": 5000},
        rows.collective_row(BAOSHAN),
    ]
    found = tried(in_use, files.collective_economy(villages), "2023-06")
    assert marks(found, "收支") == {"C5": "提醒 J12", "C6": "提醒 J11", "J6": "提醒 J11"}


def test_a_quarter_is_tried_for_its_last_month_only(in_use: Warehouse) -> None:
    data = files.consumption([rows.unit_row("U1")])
    [finding] = tried(in_use, data, MONTH).findings
    assert (finding.rule, finding.row_number) == ("F07", None)
    assert tried(in_use, data).answer.period[-2:] in ("03", "06", "09", "12")


def test_the_folder_for_trials_answers_files_of_the_feeds(
    in_use: Warehouse, own_landing: Landing
) -> None:
    folder = own_landing.root / "试填"
    folder.mkdir()
    some = FILES[::6]
    for one in some:
        (folder / one.name).write_bytes(one.data)
    wrong = files.disability([rows.disability_row(HEAD, 残疾人证号=citizen_id(1)[:-1])])
    (folder / "错.xlsx").write_bytes(wrong)
    before = in_use.ledger()
    assert answer_trials(in_use.engine, in_use.settings, str(own_landing.root)) == len(some) + 1
    assert in_use.ledger() == before
    answers = (own_landing.root / ".." / "outbox" / "试填").iterdir()
    books = [openpyxl.load_workbook(path, read_only=True) for path in answers]
    text = [str(cell) for book in books for row in book["反馈汇总"].values for cell in row if cell]
    assert sum("试填检查，未采用" in cell for cell in text) == len(some) + 1
    assert "D01" in text
