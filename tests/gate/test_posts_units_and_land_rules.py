"""What is told about public posts, budget units and land contracts (measures.md, Q, B and H)."""

import pytest

from tests.gate import feed_files as files
from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.feed_rows import land_row, post_row, unit_row
from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import NOWHERE, citizen_id, household
from tests.gate.warehouses import Warehouse

POSTS, UNITS, LAND = "公益岗.xlsx", "采购.xlsx", "流转.xlsx"
HOMES = [household(serial) for serial in range(40)]
PEOPLE = [home.head for home in HOMES]
INVALID, PLACEHOLDER, STRANGER = "230521196001010019", "999999196001010010", citizen_id(900)
ID, POST, VILLAGE, BEGINS, ENDS = "身份证号", "岗位编号", "村代码", "协议起", "协议止"
DUE_DAYS, DAYS, PAY = "应出勤天数", "实出勤天数", "本月补贴"
POST_CASES = [
    Case("a post without fault"),
    Case("no ID", {ID: ""}, {"Q01": ID}),
    Case("pay below 0", {PAY: -1}, {"Q02": PAY}),
    Case("days that are no whole number", {DAYS: "10.5"}, {"Q02": DAYS}),
    Case("more days than a month has", {DUE_DAYS: 32, DAYS: 31}, {"Q02": DUE_DAYS}),
    Case("days below 0", {DAYS: -1}, {"Q02": DAYS}),
    Case("days told as 无 are unknown", {DAYS: "无"}),
    Case("days told as / are unknown", {DUE_DAYS: "/"}),
    Case("days left blank are unknown", {DUE_DAYS: "", DAYS: "—"}),
    Case("no number", {POST: ""}, {"Q03": POST}),
    Case("a number twice, first", {POST: "G-9"}, {"Q03": POST}),
    Case("a number twice, second", {POST: "G-9"}, {"Q03": POST}),
    Case("one person on two posts is fine", {ID: PEOPLE[0].citizen_id}),
    Case("a village of no register", {VILLAGE: NOWHERE}, {"Q04": VILLAGE}),
    Case("money of another source", {"资金来源": "财政"}, {"Q04": "资金来源"}),
    Case("health left blank", {"健康确认": ""}, {"Q04": "健康确认"}),
    Case("insured told otherwise", {"意外险": "已投保"}, {"Q04": "意外险"}),
    Case("an official or not left blank", {"是否村干部": " "}, {"Q04": "是否村干部"}),
    Case("an agreement from no readable day", {BEGINS: "年初"}, {"Q04": BEGINS}),
    Case("an agreement from no day", {BEGINS: "", ENDS: ""}),
    Case("announced on no readable day", {"公示日期": "已公示"}, {"Q04": "公示日期"}),
    Case("an agreement that ends before it begins", {ENDS: "2022-12"}, {"Q04": BEGINS}),
    Case("an agreement of one month: its last day", {BEGINS: "2023-12-31"}),
    Case("more days worked than due", {DUE_DAYS: 20, DAYS: 21}, {"Q12": DAYS}),
    Case("not on the roster", {ID: STRANGER}, outcome="out_of_scope"),
]
UNIT, COUNTY, CANTEEN, OTHER = "单位编码", "县代码", "食堂", "代表单位编码"
SHARE, RESERVED, TOTAL = "预留比例", "预留份额", "年度食材采购总额"
UNIT_CASES = [
    Case("a unit without fault"),
    Case("purchases that cannot be read", {TOTAL: "十万"}, {"B02": TOTAL}),
    Case("purchases below 0", {"工会采购额": -1}, {"B02": "工会采购额"}),
    Case("a share that cannot be read", {SHARE: "一成"}, {"B02": SHARE}),
    Case("a share as 0.1", {SHARE: 0.1}),
    Case("a share as 10", {SHARE: 10}),
    Case("a share of 1 is all of it", {SHARE: 1, RESERVED: 100000}),
    Case("no share", {SHARE: "无", RESERVED: 0}),
    Case("no code", {UNIT: ""}, {"B03": UNIT}),
    Case("a code twice, first", {UNIT: "U-9"}, {"B03": UNIT}),
    Case("a code twice, second", {UNIT: "U-9"}, {"B03": UNIT}),
    Case("a county of no register", {COUNTY: "230500"}, {"B04": COUNTY}),
    Case("a canteen outside the list", {CANTEEN: "自办"}, {"B04": CANTEEN}),
    Case("a share off by a yuan", {RESERVED: 10001}),
    Case("a share off by more", {RESERVED: 10001.01}, {"B11": RESERVED}),
    Case("a canteen shared with another unit", {CANTEEN: "共用", OTHER: "U1"}),
    Case("a canteen shared with nobody", {CANTEEN: "共用"}, {"B12": OTHER}),
    Case("a canteen shared with itself", {CANTEEN: "共用", OTHER: "U18"}, {"B12": OTHER}),
    Case("a canteen shared with a rejected row", {CANTEEN: "共用", OTHER: "U-9"}),
    Case("no canteen, yet a unit named", {CANTEEN: "无", OTHER: "U99"}),
]
CONTRACT, KIND, FROM, TO = "合同编号", "类别", "起", "止"
PAID = "已付"
LAND_CASES = [
    Case("a contract without fault"),
    Case("an ID with a wrong check digit", {ID: INVALID}, {"H01": ID}),
    Case("an amount that cannot be read", {PAID: "已付清"}, {"H02": PAID}),
    Case("no number", {CONTRACT: ""}, {"H03": CONTRACT}),
    Case("a number twice, first", {CONTRACT: "T-9"}, {"H03": CONTRACT}),
    Case("a number twice, second", {CONTRACT: "T-9"}, {"H03": CONTRACT}),
    Case("a village of no register", {VILLAGE: ""}, {"H04": VILLAGE}),
    Case("a kind outside the list", {KIND: "入股"}, {"H04": KIND}),
    Case("due on no readable day", {"应付日期": "年底"}, {"H04": "应付日期"}),
    Case("an end on no readable day", {TO: "长期"}, {"H04": TO}),
    Case("no days at all", {FROM: "", TO: "", "应付日期": "", "付款日期": ""}),
    Case("an end before the beginning", {FROM: "2031-01-01"}, {"H04": FROM}),
    Case("an end in a month means its last day", {FROM: "2030-12-31", TO: "2030年12月"}),
    Case("paid more than due", {PAID: 5000.01}, {"H11": PAID}),
    Case("an area is not judged", {"面积": "约十亩"}),
    Case("the placeholder for no ID", {ID: PLACEHOLDER}, outcome="out_of_scope"),
]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    rows = rows_of(POST_CASES, list(map(post_row, PEOPLE[: len(POST_CASES)])))
    posts = files.public_post(rows, total=["合计", *[None] * 13, 12500])
    landing.put("public_post", "2023-02", POSTS, posts)
    rows = rows_of(UNIT_CASES, [unit_row(f"U{n + 1}") for n in range(len(UNIT_CASES))])
    landing.put("consumption", "2023-03", UNITS, files.consumption(rows))
    header = [name for name in files.UNIT_HEADER if name != OTHER]
    shared = [unit_row("U1", **{CANTEEN: "共用"})]
    landing.put("consumption", "2022-12", "无代表列.xlsx", files.consumption(shared, header))
    rows = rows_of(LAND_CASES, list(map(land_row, HOMES[: len(LAND_CASES)])))
    landing.put("land_shares", "2023-03", LAND, files.land_shares(rows))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(POST_CASES, 4))
def test_each_post_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, POSTS, number, case)


@pytest.mark.parametrize(("case", "number"), with_rows(UNIT_CASES, 4))
def test_each_unit_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, UNITS, number, case)


@pytest.mark.parametrize(("case", "number"), with_rows(LAND_CASES, 3))
def test_each_land_contract_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, LAND, number, case)


def test_every_row_is_accounted_for_and_the_total_is_none(warehouse: Warehouse) -> None:
    expect_counts(warehouse, POSTS, POST_CASES)
    expect_counts(warehouse, UNITS, UNIT_CASES)
    expect_counts(warehouse, LAND, LAND_CASES)


def test_the_column_in_brackets_may_be_missing(warehouse: Warehouse) -> None:
    told = [(one.row_number, one.rule) for one in warehouse.findings("无代表列.xlsx")]
    assert told == [(4, "B12")]
