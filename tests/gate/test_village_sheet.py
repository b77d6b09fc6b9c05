"""What a village is told about its sheet besides the households: totals, columns, blank rows."""

import pytest

from tests.gate.landing_files import (
    FIRST_ROW,
    VILLAGE_HEADER,
    Cells,
    Landing,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import CHAOYANG, household
from tests.gate.warehouses import Warehouse

FILE, OLD_HEADERS = "朝阳村2月 共3户.xlsx", "朝阳村3月.xlsx"
WAGE = "务工收入"
HOMES = [household(serial, CHAOYANG) for serial in range(200, 203)]
#: Headers of older forms, and the current headers.
ALIASES = {
    "低保金": "最低生活保障金",
    "五保金": "特困人员救助供养金",
    "养老保险金": "养老金",
    "公益岗收入": "公益性岗位收入",
    "务工工资": WAGE,
}
# Column of the 合计 row, its value, whether it is reported. Rows of the village: 1,000, 约500
# (rejected, counts as 0), 0.50.
TOTALS = [
    ("the sum, rejected rows included", "养老金", 30.0, False),
    ("not the sum", "赡养费", 29.98, True),
    ("off by a cent", "农业补贴", 30.01, False),
    ("left blank", "教育支出", None, False),
    ("the sum of what can be read", WAGE, 1000.5, False),
    ("a total that cannot be read stands for 0", "医疗自付支出", "约30", True),
    ("a total of 0 where nothing was spent", "住房支出", 0, False),
    ("a dash stands for 0, but 30 were spent", "灾害意外支出", "-", True),
    ("the total with comma and unit", "最低生活保障金", "1,000.00元", False),
]
SPENT = {
    "养老金": 10,
    "赡养费": 10,
    "农业补贴": 10,
    "教育支出": 10,
    "医疗自付支出": 10,
    "灾害意外支出": 10,
}


def totals_that_differ() -> bytes:
    """Three households, the second rejected; two blank rows; unknown columns; a 合计 row."""
    homes = [village_row(home, **SPENT, 序号=n) for n, home in enumerate(HOMES, start=1)]
    homes[0] = homes[0] | {WAGE: 1000, "最低生活保障金": 1000, "电话": "1", "务工工资": 99999}
    homes[1] = homes[1] | {WAGE: "约500"}
    homes[2] = homes[2] | {WAGE: 0.5}
    number_only: Cells = {"序号": 4}
    blanks_only: Cells = {"户编号": "　", "备注": " "}
    total: Cells = {column: cell for _, column, cell, _ in TOTALS}
    header = [*VILLAGE_HEADER, "电话", "", "家庭\n住址", "务工工资", "电话"]
    rows = [*homes, number_only, blanks_only]
    return village(CHAOYANG, "2023年2月", rows, header=header, total=total)


TOTAL_ROW = FIRST_ROW["village_submission"] + 5
HEADER_ROW = 4


def in_old_headers() -> bytes:
    """Each older header with an amount of its own, the columns in another order."""
    older = {name: alias for alias, name in ALIASES.items()}
    header = [
        f"{older.get(name, name)[:2]}\n {older.get(name, name)[2:]}" for name in VILLAGE_HEADER
    ]
    amounts: Cells = {name: number for number, name in enumerate(ALIASES.values(), start=1)}
    row = village_row(HOMES[0], **amounts, 入户日期="2023-03-01")
    renamed = dict(zip(VILLAGE_HEADER, header, strict=True))
    cells = {renamed[name]: cell for name, cell in row.items()}
    return village(CHAOYANG, "2023-03", [cells], header=header[::-1])


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    landing.put("village_submission", "2023-02", FILE, totals_that_differ())
    landing.put("village_submission", "2023-03", OLD_HEADERS, in_old_headers())
    warehouse.take(landing)


@pytest.mark.parametrize(
    ("column", "is_told"),
    [pytest.param(column, is_told, id=what) for what, column, _, is_told in TOTALS],
)
def test_a_total_that_is_not_the_sum_is_told_column_by_column(
    warehouse: Warehouse, column: str, is_told: bool
) -> None:
    told = {
        (finding.column, finding.row_number, finding.severity)
        for finding in warehouse.findings(FILE)
        if finding.rule == "W02"
    }
    assert ((column, TOTAL_ROW, "warn") in told) is is_told
    assert len(told) == sum(told for *_, told in TOTALS)


def test_each_unknown_column_is_told_at_the_header_row(warehouse: Warehouse) -> None:
    told = [
        (finding.row_number, finding.severity, finding.column)
        for finding in warehouse.findings(FILE)
        if finding.rule == "W07"
    ]
    unknown = ["务工工资", "家庭住址", "电话", "电话"]  # the first is another header of 务工收入
    assert sorted(told) == [(HEADER_ROW, "warn", column) for column in sorted(unknown)]


def test_blank_rows_and_what_follows_the_total_are_no_rows(warehouse: Warehouse) -> None:
    assert warehouse.load(FILE).counts == (3, 2, 1, 0, 0)
    rejected = [one for one in warehouse.findings(FILE) if one.severity == "reject"]
    assert [(one.row_number, one.rule) for one in rejected] == [(6, "V03")]


def test_headers_of_older_forms_are_understood_in_any_order(warehouse: Warehouse) -> None:
    assert warehouse.findings(OLD_HEADERS) == []
    rows = warehouse.query(
        "select tr_dibao, tr_tekun, tr_pension, wage_public_post, wage_migrant"
        " from raw.village_submission inner join ops.load using (load_id)"
        " where file_name = :name",
        name=OLD_HEADERS,
    )
    assert rows == [("1", "2", "3", "4", "5")]
