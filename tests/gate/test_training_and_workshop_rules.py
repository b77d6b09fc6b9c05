"""What is told about courses, students and workshops (measures.md, T and K)."""

import pytest

from tests.gate import feed_files as files
from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.feed_rows import award_row, course_row, pay_row, student_row, workshop_row
from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import NOWHERE, citizen_id, household
from tests.gate.warehouses import Warehouse

MONTH = "2023-02"
TRAINING, WORKSHOPS = "培训.xlsx", "车间.xlsx"
HOMES = [household(serial) for serial in range(40)]
PEOPLE = [home.head for home in HOMES]
INVALID, PLACEHOLDER, STRANGER = "230521196001010019", "999999196001010010", citizen_id(900)
ID, BEGUN, ENDED = "身份证号", "开始", "结束"
ONE, TWO, THREE, FOUR = ({ID: PEOPLE[n].citizen_id} for n in (30, 31, 32, 33))
SHORT = {BEGUN: "2023-02-01", ENDED: "2023-02-05"}
COURSES = [
    Case("a course without fault"),
    Case("no ID", {ID: ""}, {"T01": ID}),
    Case("begun on no day", {BEGUN: ""}, {"T03": BEGUN}),
    Case("begun on no readable day", {BEGUN: "春节后"}, {"T03": BEGUN}),
    Case("ended on no day", {ENDED: ""}, {"T03": ENDED}),
    Case("ended after the month", {ENDED: "2023-03-01"}, {"T03": ENDED}),
    Case("ended before it began", {BEGUN: "2023-02-11"}, {"T03": BEGUN}),
    Case("a kind outside the list", {"类别": "职业培训"}, {"T03": "类别"}),
    Case("completed or not left blank", {"结业": ""}, {"T03": "结业"}),
    Case("a job after it told otherwise", {"训后就业": "待定"}, {"T03": "训后就业"}),
    Case("one course twice, first", ONE, {"T04": ID}),
    Case("one course twice, second", ONE, {"T04": ID}),
    Case("the same course later", ONE | {BEGUN: "2023-02-11", ENDED: "2023-02-12"}),
    Case("an invalid ID twice, first: no copy", {ID: "1"}, {"T01": ID}),
    Case("an invalid ID twice, second", {ID: "1"}, {"T01": ID}),
    Case("two courses that share a day, first", TWO | SHORT, {"T13": ID}),
    Case(
        "two courses that share a day, second",
        TWO | {"课程": "焊工", BEGUN: "2023-02-05"},
        {"T13": ID},
    ),
    Case("two courses in turn, first", THREE | SHORT),
    Case("two courses in turn, second", THREE | {"课程": "焊工", BEGUN: "2023-02-06"}),
    Case("a course beside a rejected one", FOUR | SHORT),
    Case("that rejected one", FOUR | SHORT | {"课程": "焊工", "类别": ""}, {"T03": "类别"}),
    Case("not on the roster", {ID: STRANGER}, outcome="out_of_scope"),
]
TERM, GRANT, GRADUATED, WHERE_TO = "学期", "补助金额", "毕业年月", "毕业去向"
STUDENTS = [
    Case("a student without fault"),
    Case("an ID with a wrong check digit", {ID: INVALID}, {"T01": ID}),
    Case("a grant below 0", {GRANT: -1500}, {"T02": GRANT}),
    Case("graduated in no readable month", {GRADUATED: "明年"}, {"T03": GRADUATED}),
    Case("no month of graduation", {GRADUATED: ""}),
    Case("a stage outside the list", {"学段": "本科"}, {"T03": "学段"}),
    Case("where to left blank", {WHERE_TO: ""}, {"T03": WHERE_TO}),
    Case("one term twice, first", ONE, {"T04": ID}),
    Case("one term twice, second", ONE, {"T04": ID}),
    Case("another term of that person", ONE | {TERM: "2023春"}),
    Case("no grant", {GRANT: "无"}),
    Case("another grant than 1,500", {GRANT: 3000}, {"T12": GRANT}),
    Case("the placeholder for no ID", {ID: PLACEHOLDER}, outcome="out_of_scope"),
]
NUMBER, COUNTY, VILLAGE = "车间编号", "县代码", "村代码"
SITES = [
    Case("a workshop without fault"),
    Case("no number", {NUMBER: ""}, {"K05": NUMBER}),
    Case("a number twice, first", {NUMBER: "C-9"}, {"K05": NUMBER}),
    Case("a number twice, second", {NUMBER: "C-9"}, {"K05": NUMBER}),
    Case("a county of no register", {COUNTY: "2305"}, {"K05": COUNTY}),
    Case("a village of no register", {VILLAGE: NOWHERE}, {"K05": VILLAGE}),
    Case("no village", {VILLAGE: ""}, {"K05": VILLAGE}),
    Case("a kind outside the list", {"类型": "工厂"}, {"K05": "类型"}),
    Case("a status outside the list", {"状态": "关闭"}, {"K05": "状态"}),
    Case("a workshop that stands still", {NUMBER: "C10", "状态": "停产"}),
]
PAY = "劳动报酬"
PAYMENTS = [
    Case("pay without fault"),
    Case("no ID", {ID: ""}, {"K01": ID}),
    Case("pay that cannot be read", {PAY: "计件"}, {"K02": PAY}),
    Case("a workshop of no row", {NUMBER: "C99"}, {"K03": NUMBER}),
    Case("a workshop whose row was rejected", {NUMBER: "C6"}, {"K03": NUMBER}),
    Case("a person twice in a workshop, first", ONE, {"K04": ID}),
    Case("a person twice in a workshop, second", ONE, {"K04": ID}),
    Case("the same person where nothing is paid", ONE | {NUMBER: "C10", PAY: 0}),
    Case("pay of a workshop that stands still", {NUMBER: "C10"}, {"K13": PAY}),
    Case("an invalid ID twice, first: no copy", {ID: "1"}, {"K01": ID}),
    Case("an invalid ID twice, second", {ID: "1"}, {"K01": ID}),
    Case("not on the roster", {ID: STRANGER}, outcome="out_of_scope"),
]
YEAR, PAID = "申报年度", "拨付日期"
AWARDS = [
    Case("an award without fault"),
    Case("no ID", {ID: ""}, {"K01": ID}),
    Case("an amount below 0", {"奖补金额": -1}, {"K02": "奖补金额"}),
    Case("a workshop of no row", {NUMBER: ""}, {"K03": NUMBER}),
    Case("a year as a number", {YEAR: 2022}),
    Case("a year of two digits", {YEAR: "22年"}, {"K05": YEAR}),
    Case("no year", {YEAR: ""}, {"K05": YEAR}),
    Case("paid on no day", {PAID: ""}, {"K05": PAID}),
    Case("paid before the month", {PAID: "2023-01-31"}, {"K05": PAID}),
    Case("money of another source", {"资金来源": "财政"}, {"K05": "资金来源"}),
    Case("an award twice is fine, first", ONE),
    Case("an award twice is fine, second", ONE),
    Case("not on the roster", {ID: STRANGER}, outcome="out_of_scope"),
]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    courses = rows_of(COURSES, list(map(course_row, PEOPLE[: len(COURSES)])))
    students = rows_of(STUDENTS, list(map(student_row, PEOPLE[: len(STUDENTS)])))
    landing.put("training", MONTH, TRAINING, files.training(courses, students))
    landing.put("training", "2023-01", "本月无培训.xlsx", files.training([], []))
    sites = rows_of(SITES, [workshop_row(f"C{n + 1}") for n in range(len(SITES))])
    pay = rows_of(PAYMENTS, list(map(pay_row, PEOPLE[: len(PAYMENTS)])))
    awards = rows_of(AWARDS, list(map(award_row, PEOPLE[: len(AWARDS)])))
    landing.put("workshop", MONTH, WORKSHOPS, files.workshop(sites, pay, awards))
    landing.put("workshop", "2023-01", "空表.xlsx", files.workshop([]))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(COURSES, 3))
def test_each_course_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, TRAINING, number, case, "training_course")


@pytest.mark.parametrize(("case", "number"), with_rows(STUDENTS, 3))
def test_each_student_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, TRAINING, number, case, "training_student")


@pytest.mark.parametrize(("case", "number"), with_rows(SITES, 3))
def test_each_workshop_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, WORKSHOPS, number, case, "workshop")


@pytest.mark.parametrize(("case", "number"), with_rows(PAYMENTS, 3))
def test_each_pay_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, WORKSHOPS, number, case, "workshop_pay")


@pytest.mark.parametrize(("case", "number"), with_rows(AWARDS, 3))
def test_each_award_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, WORKSHOPS, number, case, "workshop_award")


def test_every_row_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, TRAINING, [*COURSES, *STUDENTS])
    expect_counts(warehouse, WORKSHOPS, [*SITES, *PAYMENTS, *AWARDS])


def test_a_month_without_training_is_right_and_one_without_workshops_is_not(
    warehouse: Warehouse,
) -> None:
    assert warehouse.load("本月无培训.xlsx").status == "accepted"
    assert [one.rule for one in warehouse.findings("空表.xlsx")] == ["F08"]
