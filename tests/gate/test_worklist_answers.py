"""What is told about worklists that come back answered (measures.md, section 9)."""

from collections.abc import Sequence

import pytest

from tests.gate.landing_files import Cell, Landing, workbook
from tests.gate.people import NOWHERE, SHUANGSHENG
from tests.gate.warehouses import Warehouse

FEED, MONTH = "worklist_answer", "2023-02"
ANSWER = ["办理结果", "处理状态", "办理日期", "措施", "经办人"]
HEADER: list[Cell] = ["清单", "对象", "金额(元)", *ANSWER]
BANK = ("承贷银行", "2305")
SECOND_SHEET = 10_000_000
DAY = "2023-03-02"


def item(
    name: str, subject: str, result: str = "", status: str = "", day: str = "", measure: str = ""
) -> list[Cell]:
    """A row of a list with what its owner filled in."""
    return [name, subject, 100, result, status, day, measure, ""]


def sheet(sender: tuple[str, str], rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """A sheet as it was sent out."""
    owner, division = sender
    labels: list[Cell] = ["责任单位", owner, "责任区划", division, "数据月份", "2023-01"]
    return [["工作清单"], ["说明"], labels, HEADER, *rows]


def answers(sender: tuple[str, str], **lists: Sequence[list[Cell]]) -> bytes:
    """A workbook of an owner, a sheet per list."""
    return workbook({name: sheet(sender, rows) for name, rows in lists.items()})


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    overdue = [
        item("贷款逾期", "C-1", "属实", "已解决", DAY, "已归还"),
        item("loan_overdue", "C-2", "不属实"),
        item("贷款逾期", "C-3"),
        item("贷款逾期清单", "C-4", "属实"),
        item("贷款逾期", "", "属实"),
        item("贷款逾期", "C-6", "部分属实"),
        item("贷款逾期", "C-7", "", "处理中"),
        item("贷款逾期", "C-8", "属实", "", "下周"),
        item("贷款逾期", "C-9", "属实", "已办结", DAY),
    ]
    due = [
        item("贷款即将到期", "C-1", "属实", "处理中", DAY),
        item("贷款即将到期", "C-2", "属实"),
        item("loan_due", "C-2", "不属实"),
    ]
    both = answers(BANK, 贷款逾期=overdue, 贷款即将到期=due)
    landing.put(FEED, MONTH, "回复.xlsx", both)
    untouched = answers(BANK, 贷款逾期=[item("贷款逾期", "C-1"), item("贷款逾期", "C-2")])
    landing.put(FEED, "2023-03", "未填.xlsx", untouched)
    one = [item("贷款逾期", "C-1", "属实")]
    for name, sender in {
        "县.xlsx": ("县（区）", SHUANGSHENG[:6]),
        "乡.xlsx": ("乡镇", f"{SHUANGSHENG[:9]}000"),
        "单位.xlsx": ("预算单位", "230521|U-1"),
        "没有的单位.xlsx": ("某某局", "2305"),
        "没有的县.xlsx": ("县（区）", NOWHERE[:6]),
        "银行填了县.xlsx": ("承贷银行", SHUANGSHENG[:6]),
    }.items():
        landing.put(FEED, "2023-04", name, answers(sender, 清单=one))
    mixed = {"一": sheet(BANK, one), "二": sheet(("民政局", "2305"), one)}
    landing.put(FEED, "2023-04", "两家.xlsx", workbook(mixed))
    landing.put(FEED, "2023-04", "别的表.xlsx", workbook({"表": [["甲", "乙"], [1, 2]]}))
    warehouse.take(landing)


def told(warehouse: Warehouse, name: str) -> list[tuple[int | None, str, str | None]]:
    return [(one.row_number, one.rule, one.column) for one in warehouse.findings(name)]


def test_a_row_with_nothing_filled_in_is_no_received_row(warehouse: Warehouse) -> None:
    assert warehouse.load("回复.xlsx").counts == (11, 4, 7, 0, 0)


def test_each_mistake_is_told_at_its_row_and_cell(warehouse: Warehouse) -> None:
    assert told(warehouse, "回复.xlsx") == [
        (8, "Z03", "清单"),
        (9, "Z03", "对象"),
        (10, "Z04", "办理结果"),
        (11, "Z04", "办理结果"),
        (12, "Z04", "办理日期"),
        (13, "Z06", "处理状态"),
        (SECOND_SHEET + 6, "Z05", "清单"),
        (SECOND_SHEET + 7, "Z05", "清单"),
    ]


def test_a_workbook_that_came_back_as_it_was_sent_out_changes_nothing(warehouse: Warehouse) -> None:
    assert warehouse.load("未填.xlsx").status == "rejected"
    assert told(warehouse, "未填.xlsx") == [(None, "F08", None)]


@pytest.mark.parametrize("name", ["县.xlsx", "乡.xlsx", "单位.xlsx"])
def test_an_owner_answers_for_its_division(warehouse: Warehouse, name: str) -> None:
    assert warehouse.load(name).status == "accepted"


@pytest.mark.parametrize(
    "name", ["没有的单位.xlsx", "没有的县.xlsx", "银行填了县.xlsx", "两家.xlsx"]
)
def test_a_sender_that_is_no_owner_in_this_division_is_refused(
    warehouse: Warehouse, name: str
) -> None:
    assert told(warehouse, name) == [(None, "F04", None)]


def test_a_workbook_without_the_headers_is_refused(warehouse: Warehouse) -> None:
    assert told(warehouse, "别的表.xlsx") == [(None, "F03", None)]


def test_a_new_version_replaces_its_senders_month_alone(
    warehouse: Warehouse, landing: Landing
) -> None:
    again = [item("贷款逾期", "C-2", "属实", "已解决", DAY)]
    landing.put(FEED, MONTH, "回复更正.xlsx", answers(BANK, 贷款逾期=again))
    other = answers(("民政局", "2305"), 应保未保=[item("应保未保", "H-1", "属实")])
    landing.put(FEED, MONTH, "民政.xlsx", other)
    warehouse.take(landing)
    status = {
        name: warehouse.load(name).status for name in ("回复.xlsx", "回复更正.xlsx", "民政.xlsx")
    }
    assert status == {
        "回复.xlsx": "superseded",
        "回复更正.xlsx": "accepted",
        "民政.xlsx": "accepted",
    }
