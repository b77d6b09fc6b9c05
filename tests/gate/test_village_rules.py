"""What a village is told about its monthly workbook (feeds.md, village_submission)."""

from datetime import date

import pytest

from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.landing_files import (
    FIRST_ROW,
    Cells,
    Landing,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import (
    CHAOYANG,
    SHUANGSHENG,
    Household,
    Person,
    citizen_id,
    citizen_id_with_x,
    household,
)
from tests.gate.warehouses import Warehouse

FILE = "双胜村2月.xlsx"
HOME, ID, MEMBERS, WAGE = "户编号", "户主证件号码", "家庭人口数", "务工收入"
RULE, RESULT = "预警规则", "核实结果"
CROPS, COST, VISIT, REASON = "种植业收入", "生产经营性支出", "入户日期", "收支变化原因"
X = citizen_id_with_x(720)
NO_ID = "999999196501010010"
DEAD = citizen_id(712, born="19300101")
HOMES = [household(serial) for serial in range(90)]
ODD = [
    Household("HX", SHUANGSHENG, (Person("x", "艾克斯", X),)),
    Household(
        "HN",
        SHUANGSHENG,
        (Person("n", "无证件", NO_ID), Person("n2", "某妻", citizen_id(701), "配偶")),
    ),
    Household(
        "HW",  # the head is second on the roster, and the third member has died
        SHUANGSHENG,
        (
            Person("w1", "某妻", citizen_id(702), "配偶"),
            Person("w2", "户主某", citizen_id(703), "户主"),
            Person("w3", "某母", citizen_id(704, born="19300101"), "之母", status="自然减少"),
        ),
    ),
    Household(
        "HU",  # no head: the first row counts as the head, although it has no relation
        SHUANGSHENG,
        (
            Person("u1", "某甲", citizen_id(705), ""),
            Person("u2", "某乙", citizen_id(706), "其他"),
        ),
    ),
    Household("00042", SHUANGSHENG, (Person("z1", "零某", citizen_id(707)),)),
    Household("HR", SHUANGSHENG, (Person("r1", "被退回", "123"),)),
    Household(
        "HS",  # the head has died, and the third member is the head now
        SHUANGSHENG,
        (
            Person("s1", "某父", citizen_id(708, born="19300101"), status="自然减少"),
            Person("s2", "某母", citizen_id(709), "配偶"),
            Person("s3", "某子", citizen_id(710), "本人"),
        ),
    ),
    Household(
        "HD",  # every 户主 has died: the first of them still counts
        SHUANGSHENG,
        (
            Person("d1", "某妻", citizen_id(711), "配偶"),
            Person("d2", "某夫", DEAD, "本人或户主", status="自然减少"),
        ),
    ),
]
NEIGHBOURS = [household(serial, CHAOYANG) for serial in range(200, 203)]


def of_head(home: str, head: str, members: int) -> Cells:
    return {HOME: home, ID: head, MEMBERS: members}


CASES = [
    Case("a household without fault"),
    Case("no household number", {HOME: ""}, {"V01": HOME}),
    Case("no household number a second time is no copy", {HOME: None}, {"V01": HOME}),
    Case("a household that is not on the roster", {HOME: "H7777"}, {"V01": HOME}),
    Case("on no roster, and an invalid ID", {HOME: "H7778", ID: "1"}, {"V01": HOME, "V04": ID}),
    Case(
        "its only member was rejected from the roster",
        of_head("HR", "123", 1),
        {"V01": HOME, "V04": ID},
    ),
    Case(
        "a household number with blanks around it", of_head(" 00042　", ODD[4].head.citizen_id, 1)
    ),
    Case("a household twice, first", {HOME: "H0080", ID: HOMES[80].head.citizen_id}, {"V02": HOME}),
    Case(
        "a household twice, second",
        {HOME: "Ｈ００８０", ID: HOMES[80].head.citizen_id},
        {"V02": HOME},
    ),
    Case("an unknown household twice, first", {HOME: "H7779"}, {"V01": HOME, "V02": HOME}),
    Case("an unknown household twice, second", {HOME: "H7779"}, {"V01": HOME, "V02": HOME}),
    Case("a copy with an invalid ID", {HOME: "H0081", ID: "1"}, {"V02": HOME, "V04": ID}),
    Case(
        "a copy of a row with an invalid ID",
        {HOME: "H0081", ID: HOMES[81].head.citizen_id},
        {"V02": HOME},
    ),
    Case("about 500", {WAGE: "约500"}, {"V03": WAGE}),
    Case("from 500 to 600", {"养老金": "500-600"}, {"V03": "养老金"}),
    Case("an amount below 0", {"住房支出": -1}, {"V03": "住房支出"}),
    Case("an amount below 0 that is not counted", {"理赔收入": "-0.01"}, {"V03": "理赔收入"}),
    Case("two amounts wrong are told once", {WAGE: -5, "教育支出": "?"}, {"V03": WAGE}),
    Case("a spreadsheet's error", {"农业补贴": "#VALUE!"}, {"V03": "农业补贴"}),
    Case(
        "money in all its forms",
        {WAGE: "￥1,200.00", "养老金": "１２０", "赡养费": "300元", "农业补贴": "¥12.345"},
    ),
    Case(
        "all that stands for 0",
        {
            WAGE: "",
            "养老金": "-",
            "赡养费": "—",
            "农业补贴": "/",
            "教育支出": "无",
            "住房支出": "nan",
        },
    ),
    Case("the head's ID invalid", {ID: "230502196001010000"}, {"V04": ID}),
    Case("no ID of the head", {ID: ""}, {"V04": ID}),
    Case("the spouse's ID", {ID: HOMES[23].members[1].citizen_id}, {"V04": ID}),
    Case("somebody else's ID", {ID: citizen_id(800)}, {"V04": ID}),
    Case("the head's ID with a small x", of_head("HX", X.lower(), 1)),
    Case("the head's disability certificate", {ID: f"{HOMES[26].head.citizen_id}43"}),
    Case("the head's placeholder", of_head("HN", f" {NO_ID}", 2)),
    Case(
        "head second on the roster, a member gone", of_head("HW", ODD[2].members[1].citizen_id, 2)
    ),
    Case("no head on the roster: its first member", of_head("HU", ODD[3].head.citizen_id, 2)),
    Case("the head has died: the one who is head now", of_head("HS", citizen_id(710), 2)),
    Case("every head has died: the first of them", of_head("HD", DEAD, 1)),
    Case(
        "a household of the next village",
        of_head("H0200", NEIGHBOURS[0].head.citizen_id, 2),
        {"V05": HOME},
    ),
    Case(
        "of the next village, and the head's ID wrong",
        of_head("H0201", citizen_id(801), 2),
        {"V04": ID, "V05": HOME},
    ),
    Case("a head count that is not the roster's", {MEMBERS: 3}, {"W01": MEMBERS}),
    Case("no head count", {MEMBERS: ""}, {"W01": MEMBERS}),
    Case("a head count in words", {MEMBERS: "两"}, {"W01": MEMBERS}),
    Case("a head count in full-width", {MEMBERS: "２"}),
    Case("30,000 of wages", {WAGE: 30000}),
    Case("over 30,000 of wages", {WAGE: 30000.01}, {"W04": WAGE}),
    Case("crops sold, but no cost", {CROPS: 500}, {"W05": CROPS}),
    Case("a courtyard's income, but no cost", {"庭院经济收入": 1}, {"W05": CROPS}),
    Case("crops sold, with a cost", {CROPS: 500, COST: 1}),
    Case("a cost, but nothing sold", {COST: 500}),
    Case("not visited", {VISIT: ""}, {"W06": VISIT}),
    Case("visited on a day that cannot be read", {VISIT: "月底"}, {"W06": VISIT}),
    Case("visited before the month", {VISIT: "2023-01-31"}, {"W06": VISIT}),
    Case("visited on the month's first day", {VISIT: "2023年2月1日"}),
    Case("visited ten days after the month", {VISIT: "20230310"}),
    Case("visited eleven days after the month", {VISIT: "2023.3.11"}, {"W06": VISIT}),
    Case("the visit as a date cell", {VISIT: date(2023, 2, 3)}),
    Case("an unknown reason", {REASON: "天冷"}, {"W08": REASON}),
    Case("a reason of the list", {REASON: "因病"}),
    Case("a reason of the list with blanks", {REASON: " 其他 "}),
    Case(
        "four warnings for one row",
        {MEMBERS: 9, WAGE: 40000, VISIT: "", REASON: "?"},
        {"W01": MEMBERS, "W04": WAGE, "W06": VISIT, "W08": REASON},
    ),
    Case(
        "a rejected row gets no warnings",
        {"教育支出": "?", MEMBERS: 9, WAGE: 40000, CROPS: 5, VISIT: "", REASON: "?"},
        {"V03": "教育支出"},
    ),
]

NOT_YET: Cells = dict.fromkeys(
    ("核实日期", "核实结果", "原因", "帮扶措施", "措施日期", "处理状态"), ""
)
FEEDBACK = [
    Case("an answer without fault"),
    Case("a household of the next village", {HOME: "H0200"}, {"W09": HOME}),
    Case("a household that is not on the roster", {HOME: "H7777"}, {"W09": HOME}),
    Case("no household", {HOME: ""}, {"W09": HOME}),
    Case(
        "three cells",
        {HOME: "", RULE: "返贫", RESULT: "待查"},
        {"W09": f"{HOME}、{RULE}、{RESULT}"},
    ),
    Case("an unknown rule", {"预警规则": "收入下降"}, {"W09": RULE}),
    Case("no rule", {"预警规则": ""}, {"W09": RULE}),
    Case("no result", {"核实结果": ""}, {"W09": RESULT}),
    Case("an unknown result", {"核实结果": "基本属实"}, {"W09": RESULT}),
    Case("a household whose month was rejected still answers", {HOME: "H0080"}),
    Case("a household that is not in the sheet of the month", {HOME: "H0089"}),
    Case("not true, and nothing else said", {"核实结果": "不属实", "核实日期": "", "原因": ""}),
    Case("an answer given a second time"),
    Case("the rule by its Chinese name", {"预警规则": "收入骤减"}),
    Case("a rule of the departments' data", {"预警规则": "job_lost"}),
    Case("the same by its name", {"预警规则": " 务工中断 "}),
    Case("a list whose items have a household", {"预警规则": "loan_overdue"}),
    Case("the same by its name", {"预警规则": "贷款逾期"}),
    Case("a list of projects", {"预警规则": "slow_project"}, {"W09": RULE}),
    Case("a list of villages by its name", {"预警规则": "集体经济薄弱"}, {"W09": RULE}),
    Case("household and rule, not yet answered", NOT_YET),
    Case("the same, with a blank that shows nowhere", {**NOT_YET, "帮扶措施": "　"}),
    Case("not yet answered, of the next village", {**NOT_YET, HOME: "H0200"}),
    Case("a day, but no result", {**NOT_YET, "核实日期": "2023-02-12"}, {"W09": RESULT}),
]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    everybody = [*HOMES, *ODD, *NEIGHBOURS]
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(everybody)))
    rows = rows_of(CASES, [village_row(home) for home in HOMES[: len(CASES)]])
    landing.put(
        "village_submission",
        "2023-02",
        FILE,
        village(SHUANGSHENG, "2023-02", rows, feedback=rows_of(FEEDBACK, [ANSWER] * len(FEEDBACK))),
    )
    warehouse.take(landing)


ANSWER: Cells = {
    HOME: "H0000",
    "预警规则": "income_drop",
    "核实日期": "2023-02-12",
    "核实结果": "属实",
    "原因": "因病",
    "帮扶措施": "公益岗位",
    "措施日期": "2023-02-13",
    "处理状态": "处理中",
}


@pytest.mark.parametrize(("case", "number"), with_rows(CASES, FIRST_ROW["village_submission"]))
def test_each_household_is_told_what_is_wrong_with_its_row(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, FILE, number, case, "village_submission")


@pytest.mark.parametrize(("case", "number"), with_rows(FEEDBACK, 2))
def test_each_answer_to_a_warning_counts_or_is_told_why_not(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, FILE, number, case, "village_feedback")


def test_every_row_is_accounted_for_and_answers_are_no_rows(warehouse: Warehouse) -> None:
    expect_counts(warehouse, FILE, CASES)


def test_a_sheet_without_a_total_is_complete(warehouse: Warehouse) -> None:
    rules = {finding.rule for finding in warehouse.findings(FILE)}
    assert not rules & {"W02", "W07"}
