"""What the bureau is told about the year's income table (feeds.md, income_detail)."""

import pytest

from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.landing_files import (
    FIRST_ROW,
    INCOME_HEADER,
    Cells,
    Landing,
    income_detail,
)
from tests.gate.people import household
from tests.gate.warehouses import Warehouse

FILE, OLD_NAMES = "收入明细2022.xlsx", "收入明细 旧表头.xlsx"
YEAR, HOME, MEMBERS, NET = "年度", "户编号", "家庭人口数", "纯收入"
WAGE, TRANSFER, DIBAO, PENSION = "工资性收入", "转移性收入", "最低生活保障金", "养老金"


def fine(serial: int) -> Cells:
    """A household's year that adds up; it is on no roster."""
    home = household(serial)
    return {
        YEAR: "2022",
        "村代码": home.village,
        HOME: home.number,
        "户主姓名": home.head.name,
        "户主证件号码": home.head.citizen_id,
        MEMBERS: 2,
        WAGE: 20000,
        "生产经营性收入": 8000,
        "财产性收入": 500.5,
        TRANSFER: 3000,
        DIBAO: 1000,
        PENSION: 2000,
        "生产经营性支出": 2500,
        NET: 29000.5,
        "人均纯收入": 14500.25,
    }


CASES = [
    Case("a household without fault, though on no roster"),
    Case("another year", {YEAR: "2021"}, {"I01": YEAR}),
    Case("no year", {YEAR: ""}, {"I01": YEAR}),
    Case("the year as a number", {YEAR: 2022}),
    Case("the year in full-width digits", {YEAR: "２０２２"}),
    Case("no household number", {HOME: ""}, {"I02": HOME}),
    Case("no household number a second time is no copy", {HOME: None}, {"I02": HOME}),
    Case("a household twice, first", {HOME: "T1"}, {"I03": HOME}),
    Case("a household twice, second, in full-width", {HOME: "Ｔ１ "}, {"I03": HOME}),
    Case("a copy that is also unreadable", {HOME: "T2", WAGE: "约500"}, {"I03": HOME, "I04": WAGE}),
    Case("a copy of an unreadable row", {HOME: "T2"}, {"I03": HOME}),
    Case("a copy whose head's ID is invalid", {HOME: "T3", "户主证件号码": "1"}, {"I03": HOME}),
    Case("a copy of a row whose head's ID is invalid", {HOME: "T3"}, {"I03": HOME}),
    Case("about so much", {WAGE: "约20000"}, {"I04": WAGE}),
    Case("from so much to so much", {"合规自付支出": "500-600"}, {"I04": "合规自付支出"}),
    Case("an amount in words", {"理赔收入": "五百"}, {"I04": "理赔收入"}),
    Case("an amount in ten thousands", {WAGE: "2万"}, {"I04": WAGE}),
    Case("two commas in the wrong place", {WAGE: "20,00,0"}, {"I04": WAGE}),
    Case("per head that cannot be read", {"人均纯收入": "#REF!"}, {"I04": "人均纯收入"}),
    Case("two unreadable amounts are told once", {WAGE: "x", TRANSFER: "y"}, {"I04": WAGE}),
    Case("amounts with comma and sign", {WAGE: "￥20,000.00", "生产经营性收入": "¥8000元"}),
    Case("amounts in full-width digits", {WAGE: "２００００．００".replace("．", ".")}),
    Case(
        "a blank, a dash and 无 are 0",
        {"计划生育金": "", "生态补偿金": "—", "其他转移性收入": "无"},
    ),
    Case(
        "a slash, a minus and nan are 0",
        {"计划生育金": "/", "生态补偿金": "-", "其他转移性收入": "nan"},
    ),
    Case("a loss is a number", {"生产经营性收入": -500, NET: 20500.5}),
    Case("nobody in the household", {MEMBERS: 0}, {"I05": MEMBERS}),
    Case("no head count", {MEMBERS: ""}, {"I05": MEMBERS}),
    Case("half a person", {MEMBERS: 1.5}, {"I05": MEMBERS}),
    Case("a head count in words", {MEMBERS: "三"}, {"I05": MEMBERS}),
    Case("one person", {MEMBERS: 1}),
    Case("net income off by a cent", {NET: 29000.51}),
    Case("net income off by two cents", {NET: 29000.52}, {"I11": NET}),
    Case("no net income stands for 0", {NET: ""}, {"I11": NET}),
    Case("parts of transfers off by a cent", {DIBAO: 1000.01}),
    Case("parts of transfers off by two cents", {DIBAO: 999.98}, {"I12": TRANSFER}),
    Case("both sums wrong", {TRANSFER: 4000}, {"I11": NET, "I12": TRANSFER}),
    Case("a rejected row gets no warnings", {MEMBERS: 0, NET: 1, DIBAO: 0}, {"I05": MEMBERS}),
    Case(
        "all reject rules but the copies at once",
        {YEAR: "21", HOME: "", WAGE: "?", MEMBERS: -2},
        {"I01": YEAR, "I02": HOME, "I04": WAGE, "I05": MEMBERS},
    ),
    Case("an invalid ID of the head is not judged", {"户主证件号码": "123"}),
]

# Headers of older exports; the sums are correct only if all of them are recognised.
OLDER = {DIBAO: "低保金", "特困人员救助供养金": "五保金", PENSION: "养老金或离退休金"}
OLD_CASES = [
    Case(
        "older headers: parts still add up",
        {"特困人员救助供养金": 500, TRANSFER: 3500, NET: 29500.5},
    ),
    Case("older headers: and are still checked", {PENSION: 1}, {"I12": TRANSFER}),
]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    rows = rows_of(CASES, [fine(serial) for serial in range(len(CASES))])
    landing.put("income_detail", "2022", FILE, income_detail(rows))
    rows = [
        {OLDER.get(name, name): cell for name, cell in row.items()}
        for row in rows_of(OLD_CASES, [fine(100), fine(101)])
    ]
    header = [f" {OLDER.get(name, name)}\n" for name in reversed(INCOME_HEADER)]
    padded = [{f" {name}\n": cell for name, cell in row.items()} for row in rows]
    landing.put("income_detail", "2022", OLD_NAMES, income_detail(padded, header))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(CASES, FIRST_ROW["income_detail"]))
def test_each_row_is_told_what_is_wrong_with_it(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, FILE, number, case)


@pytest.mark.parametrize(("case", "number"), with_rows(OLD_CASES, FIRST_ROW["income_detail"]))
def test_older_exports_are_understood_whatever_the_order_of_their_columns(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, OLD_NAMES, number, case)


def test_every_row_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, FILE, CASES)
    expect_counts(warehouse, OLD_NAMES, OLD_CASES)
