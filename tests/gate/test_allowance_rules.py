"""What is told about disability allowances and farm subsidies (measures.md, D and G)."""

import pytest

from tests.gate import feed_files as files
from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.feed_rows import disability_row, subsidy_row
from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import Household, Person, citizen_id, citizen_id_with_x, household
from tests.gate.warehouses import Warehouse

MONTH = "2023-02"
DISABILITY, SUBSIDY, OTHER_HALF = "两项补贴.xlsx", "社保卡.xlsx", "非社保卡.xlsx"
X = citizen_id_with_x(500)
HOMES = [
    *(household(serial) for serial in range(40)),
    Household("HX", household(0).village, (Person("x1", "艾克斯", X),)),
]
PEOPLE = [home.head for home in HOMES]
STRANGER = citizen_id(900)
INVALID, PLACEHOLDER = "230521196001010019", "999999196001010010"
NUMBER, CLASS, LEVEL, NURSING = "残疾人证号", "残疾类别", "残疾等级", "护理补贴"


def certificate(serial: int, suffix: str) -> str:
    return PEOPLE[serial].citizen_id + suffix


DISABILITY_CASES = [
    Case("a person without fault"),
    Case("an ID with a wrong check digit", {NUMBER: f"{INVALID}42"}, {"D01": NUMBER}),
    Case("no number", {NUMBER: ""}, {"D01": NUMBER}),
    Case("the ID alone", {NUMBER: certificate(3, "")}),
    Case("four more digits", {NUMBER: certificate(4, "42B1")}, {"D01": NUMBER}),
    Case("four more digits, all digits", {NUMBER: certificate(5, "4211")}),
    Case("an ID that ends in x", {NUMBER: f"{X.lower()}42"}),
    Case("an allowance below 0", {NURSING: -1}, {"D02": NURSING}),
    Case("an allowance that cannot be read", {"生活补贴": "八十"}, {"D02": "生活补贴"}),
    Case("a class outside the list", {CLASS: "内脏"}, {"D03": CLASS}),
    Case("a blank class", {CLASS: ""}, {"D03": CLASS}),
    Case("a level outside the list", {LEVEL: "五级"}, {"D03": LEVEL}),
    Case("a level as a digit", {LEVEL: 2}),
    Case("a level with a digit", {LEVEL: "2级"}),
    Case("a person twice, first", {NUMBER: certificate(14, "42")}, {"D04": NUMBER}),
    Case("a person twice, second: another suffix", {NUMBER: certificate(14, "")}, {"D04": NUMBER}),
    Case("an invalid number twice, first: no copy", {NUMBER: "1"}, {"D01": NUMBER}),
    Case("an invalid number twice, second", {NUMBER: "1"}, {"D01": NUMBER}),
    Case("the 19th place says another class", {NUMBER: certificate(18, "52")}, {"D11": NUMBER}),
    Case("the 20th place says another level", {NUMBER: certificate(19, "43")}, {"D11": NUMBER}),
    Case(
        "nursing for level three",
        {LEVEL: "三级", NUMBER: certificate(20, "43")},
        {"D12": NURSING},
    ),
    Case(
        "nursing for level three of the mind",
        {LEVEL: "3级", CLASS: "智力", NUMBER: certificate(21, "53")},
    ),
    Case(
        "nursing for level four of the mind",
        {LEVEL: 4, CLASS: "精神", NUMBER: certificate(22, "64")},
        {"D12": NURSING},
    ),
    Case("no nursing for level four", {LEVEL: "四级", NUMBER: certificate(23, "44"), NURSING: "-"}),
    Case("not on the roster", {NUMBER: f"{STRANGER}42"}, outcome="out_of_scope"),
    Case("the placeholder for no ID", {NUMBER: PLACEHOLDER}, outcome="out_of_scope"),
]
ID, ITEM, AMOUNT = "收款人身份证号", "补贴项目", "最终确定发放该人补贴总金额"
STATUS, DAY, AREA, RATE = "发放状态", "发放日期", "面积", "标准"
ONE, TWO, THREE = ({ID: PEOPLE[n].citizen_id} for n in (30, 31, 32))
SUBSIDY_CASES = [
    Case("a payment without fault"),
    Case("an ID with a wrong check digit", {ID: INVALID}, {"G01": ID}),
    Case("an amount that cannot be read", {AMOUNT: "500元整"}, {"G02": AMOUNT}),
    Case("an area that cannot be read", {AREA: "十亩"}, {"G02": AREA}),
    Case("a rate below 0", {RATE: -50}, {"G02": RATE}),
    Case("an amount below 0 was recovered", {AMOUNT: -500, AREA: 0}),
    Case("a status outside the list", {STATUS: "已付"}, {"G03": STATUS}),
    Case("no status", {STATUS: ""}, {"G03": STATUS}),
    Case("paid on no day", {DAY: ""}, {"G03": DAY}),
    Case("paid on a day that is none", {DAY: "2月10"}, {"G03": DAY}),
    Case("paid before the month", {DAY: "2023-01-31"}, {"G03": DAY}),
    Case("waiting needs no day", {STATUS: "待发放", DAY: ""}),
    Case("failed with a day of another month", {STATUS: "发放失败", DAY: "2023-01-05"}),
    Case("the same payment with other cells, first", ONE, {"G04": ID}),
    Case("the same payment with other cells, second", ONE | {AREA: "", RATE: ""}, {"G04": ID}),
    Case("an exact copy, first: kept", TWO | {"收款人全称": "甲"}),
    Case(
        "an exact copy, second", TWO | {"收款人全称": "甲", AMOUNT: "500.00"}, outcome="duplicate"
    ),
    Case("the same person, another subsidy", TWO | {ITEM: "稻谷补贴"}),
    Case("the same person, another day", TWO | {DAY: "2023-02-11"}),
    Case("an invalid ID twice, first: no copy", {ID: "1"}, {"G01": ID}),
    Case("an invalid ID twice, second", {ID: "1", AREA: 1}, {"G01": ID}),
    Case("a product off by a yuan", {AMOUNT: 501}),
    Case("a product off by more", {AMOUNT: 501.01}, {"G11": AMOUNT}),
    Case("no area: nothing to multiply", {AREA: "", AMOUNT: 99}),
    Case("a subsidy outside the list", {ITEM: "粮食直补"}, {"G12": ITEM}),
    Case("a blank subsidy", {ITEM: ""}, {"G12": ITEM}),
    Case("not on the roster", {ID: STRANGER}, outcome="out_of_scope"),
    Case("a rejected row gets no warnings", {ID: "2", ITEM: "粮食直补"}, {"G01": ID}),
]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    rows = rows_of(DISABILITY_CASES, list(map(disability_row, PEOPLE[: len(DISABILITY_CASES)])))
    landing.put("disability", MONTH, DISABILITY, files.disability(rows))
    rows = rows_of(SUBSIDY_CASES, list(map(subsidy_row, PEOPLE[: len(SUBSIDY_CASES)])))
    landing.put("farm_subsidy", MONTH, SUBSIDY, files.farm_subsidy(rows))
    half = files.farm_subsidy([subsidy_row(PEOPLE[0])], "惠农补贴（非社保卡发放）")
    landing.put("farm_subsidy", MONTH, OTHER_HALF, half)
    in_ten_thousands = files.farm_subsidy(
        [subsidy_row(PEOPLE[0], **{AMOUNT: "0.05"})], "惠农补贴（非社保卡） 单位：万元"
    )
    landing.put("farm_subsidy", "2023-01", "万元.xlsx", in_ten_thousands)
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(DISABILITY_CASES, 3))
def test_each_disabled_person_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, DISABILITY, number, case)


@pytest.mark.parametrize(("case", "number"), with_rows(SUBSIDY_CASES, 3))
def test_each_subsidy_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, SUBSIDY, number, case)


def test_every_row_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, DISABILITY, DISABILITY_CASES)
    expect_counts(warehouse, SUBSIDY, SUBSIDY_CASES)


def test_the_halves_of_a_month_stand_beside_each_other(warehouse: Warehouse) -> None:
    halves = warehouse.query(
        "select part, file_name, status from ops.load"
        " inner join ops.receipt using (load_id, feed, period, file_name)"
        " where feed = 'farm_subsidy' and period = :month order by part",
        month=MONTH,
    )
    assert halves == [("card", SUBSIDY, "accepted"), ("noncard", OTHER_HALF, "accepted")]


def test_a_unit_multiplies_amounts_but_neither_area_nor_rate(warehouse: Warehouse) -> None:
    cells = warehouse.query(
        "select cell.money(area), cell.money(rate), cell.money(amount) from raw.farm_subsidy"
        " inner join ops.load using (load_id) where file_name = '万元.xlsx'"
    )
    assert cells == [(10, 50, 500)]
    told = [(one.row_number, one.rule) for one in warehouse.findings("万元.xlsx")]
    assert told == [(2, "W12"), (3, "G03")]
