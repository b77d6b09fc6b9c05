"""What the rural revitalisation bureau is told about its roster (feeds.md, household_roster)."""

from collections.abc import Sequence

import pytest

from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.landing_files import FIRST_ROW, Cells, Landing, member_row, roster
from tests.gate.people import (
    CHUNCHENG,
    NOWHERE,
    SHUANGSHENG,
    citizen_id,
    citizen_id_with_x,
    household,
)
from tests.gate.warehouses import Warehouse

FILE, HOUSEHOLDS = "花名册 按行.xlsx", "花名册 按户.xlsx"
VILLAGE, HOME, PERSON, ID = "村代码", "户编号", "人编号", "证件号码"
KIND, MONITORED, MEMBERS, STATUS = "户类型", "监测对象类别", "年度家庭人口数", "人员状态"
RELATION = "与户主关系"
WITH_X = citizen_id_with_x(100)
SHARED = citizen_id_with_x(300)

CASES = [
    Case("a person without fault"),
    Case("no household number", {HOME: ""}, {"R01": HOME}),
    Case("no person number", {PERSON: None}, {"R01": PERSON}),
    Case("a household number of blanks only", {HOME: "　 "}, {"R01": HOME}),
    Case("neither household nor person number", {HOME: "", PERSON: ""}, {"R01": HOME}),
    Case("a village that is in no register", {VILLAGE: NOWHERE}, {"R02": VILLAGE}),
    Case("no village", {VILLAGE: ""}, {"R02": VILLAGE}),
    Case("a township instead of a village", {VILLAGE: "230502200"}, {"R02": VILLAGE}),
    Case("a division that does not report is still a division", {VILLAGE: CHUNCHENG}),
    Case("the village code as a number", {VILLAGE: 230502200201}),
    Case("the village code in full-width digits", {VILLAGE: "２３０５０２２００２０１"}),
    Case("an ID with a wrong check character", {ID: "230521196001010018"}, {"R03": ID}),
    Case("an ID of 17 characters", {ID: citizen_id(110)[:17]}, {"R03": ID}),
    Case("an old ID of 15 digits", {ID: "230521600101001"}, {"R03": ID}),
    Case("no ID", {ID: ""}, {"R03": ID}),
    Case("a word instead of an ID", {ID: "无"}, {"R03": ID}),
    Case("born on a day that is none", {ID: citizen_id(1, born="19990230")}, {"R03": ID}),
    Case("born after the month", {ID: citizen_id(2, born="20230701")}, {"R03": ID}),
    Case("born on the month's last day", {ID: citizen_id(3, born="20230630")}),
    Case("120 years old on the month's last day", {ID: citizen_id(4, born="19030630")}),
    Case("over 120 years old", {ID: citizen_id(5, born="19030629")}, {"R03": ID}),
    Case("a small x at the end", {ID: WITH_X.lower()}),
    Case(
        "blanks inside the ID",
        {ID: f"{citizen_id(111)[:6]} {citizen_id(111)[6:14]}　{citizen_id(111)[14:]}"},
    ),
    Case("an apostrophe before the ID", {ID: f"'{citizen_id(112)}"}),
    Case("the ID in a formula's quotes", {ID: f'="{citizen_id(113)}"'}),
    Case("a G before the ID", {ID: f"G{citizen_id(114)}"}),
    Case(
        "the ID in full-width digits", {ID: "".join(chr(ord(d) + 0xFEE0) for d in citizen_id(115))}
    ),
    Case("a disability certificate of 20 characters", {ID: f"{citizen_id(116)}43"}),
    Case(
        "a disability certificate of 22, an X inside",
        {ID: f"{citizen_id_with_x(117)}43B1".replace("B", "2")},
    ),
    Case("19 characters are no ID", {ID: f"{citizen_id(118)}4"}, {"R03": ID}),
    Case("a certificate on a wrong ID", {ID: "23052119600101001843"}, {"R03": ID}),
    Case("the region of a county dissolved long ago", {ID: citizen_id(6, region="232699")}),
    Case("the placeholder for no ID", {ID: "999999197001010000"}),
    Case("a placeholder of another length", {ID: "9999991"}),
    Case("the same placeholder for somebody else", {ID: "999999197001010000"}),
    Case("one person number twice, first", {PERSON: "P-77"}, {"R04": PERSON}),
    Case("one person number twice, second", {PERSON: " P-７７"}, {"R04": PERSON}),
    Case("one ID under two person numbers, first", {ID: SHARED}, {"R04": ID}),
    Case("one ID under two person numbers, written small", {ID: SHARED.lower()}, {"R04": ID}),
    Case("one ID a third time, as a certificate", {ID: f"{SHARED}42"}, {"R04": ID}),
    Case(
        "placeholders under one person number, first",
        {PERSON: "P-78", ID: "9999992"},
        {"R04": PERSON},
    ),
    Case(
        "placeholders under one person number, second",
        {PERSON: "P-78", ID: "9999993"},
        {"R04": PERSON},
    ),
    Case("an invalid ID twice is no copy, first", {ID: "12345"}, {"R03": ID}),
    Case("an invalid ID twice is no copy, second", {ID: "12345"}, {"R03": ID}),
    Case(
        "a copy by person number whose ID is invalid",
        {PERSON: "P-79", ID: "1"},
        {"R03": ID, "R04": PERSON},
    ),
    Case("a copy by person number of a row with an invalid ID", {PERSON: "P-79"}, {"R04": PERSON}),
    Case("a head count of 0", {MEMBERS: 0}, {"R05": MEMBERS}),
    Case("a head count below 0", {MEMBERS: -1}, {"R05": MEMBERS}),
    Case("a head count of two and a half", {MEMBERS: 2.5}, {"R05": MEMBERS}),
    Case("a head count in words", {MEMBERS: "两人"}, {"R05": MEMBERS}),
    Case("no head count", {MEMBERS: ""}, {"R05": MEMBERS}),
    Case("a head count in full-width digits", {MEMBERS: "２"}),
    Case("an unknown kind of household", {KIND: "贫困户"}, {"R05": KIND}),
    Case("no kind of household", {KIND: ""}, {"R05": KIND}),
    Case("a household never poor", {KIND: "一般农户"}),
    Case("an unknown kind of monitoring", {MONITORED: "边缘户"}, {"R05": MONITORED}),
    Case("a kind of monitoring", {MONITORED: "突发严重困难户"}),
    Case("an unknown status of a person", {STATUS: "死亡"}, {"R05": STATUS}),
    Case("no status of a person", {STATUS: ""}, {"R05": STATUS}),
    Case("the only member, who has died or left", {STATUS: "自然减少"}, {"R11": RELATION}),
    Case("two faults of one rule are told once", {KIND: "?", STATUS: "?"}, {"R05": KIND}),
    Case(
        "four rules at once count as one row",
        {HOME: "", VILLAGE: NOWHERE, ID: "1", MEMBERS: "?"},
        {"R01": HOME, "R02": VILLAGE, "R03": ID, "R05": MEMBERS},
    ),
    Case("risk cleared answered otherwise is not judged", {"风险是否已消除": "不详"}),
]

# Household, relation to its head, head count, other differences, rules reported at this row.
Member = tuple[str, str, int, Cells, dict[str, str]]
MEMBERS_OF_HOUSEHOLDS: Sequence[tuple[str, Member]] = [
    ("one head, first member", ("Q1", "户主", 2, {}, {})),
    ("one head, second member", ("Q1", "配偶", 2, {}, {})),
    ("no head: told at the first row", ("Q2", "配偶", 2, {}, {"R11": RELATION})),
    ("no head: not told again", ("Q2", "之子", 2, {}, {})),
    ("two heads: told at the first row", ("Q3", "户主", 2, {}, {"R11": RELATION})),
    ("two heads: not told again", ("Q3", "户主", 2, {}, {})),
    ("counts differ: told at the first row", ("Q4", "户主", 2, {}, {"R12": MEMBERS})),
    ("counts differ: not told again", ("Q4", "配偶", 3, {}, {})),
    ("a rejected row gets no warning", ("Q5", "配偶", 2, {ID: "1"}, {"R03": ID})),
    ("the warning goes to the first accepted row", ("Q5", "之子", 2, {}, {"R11": RELATION})),
    ("a second head who is rejected", ("Q6", "户主", 3, {KIND: "?"}, {"R05": KIND})),
    ("leaves one head and one count", ("Q6", "户主", 2, {}, {})),
    ("the only head is rejected", ("Q7", "户主", 2, {ID: "1"}, {"R03": ID})),
    ("so the household has none", ("Q7", "配偶", 2, {}, {"R11": RELATION})),
    (
        "no head and counts differ: both told",
        ("Q8", "配偶", 2, {}, {"R11": RELATION, "R12": MEMBERS}),
    ),
    ("and not again", ("Q8", "之女", 1, {}, {})),
    ("a household in the middle of another", ("Q9", "户主", 2, {}, {})),
    ("split over the sheet, its head last", ("Q10", "之女", 2, {}, {})),
    ("and its second row", ("Q9", "配偶", 2, {}, {})),
    ("split over the sheet, the head", (" Q１０", "户主", 2, {}, {})),
    ("the head has died", ("Q11", "户主", 2, {STATUS: "自然减少"}, {})),
    ("and another took the place", ("Q11", "户主", 2, {}, {})),
    ("the head has died: told", ("Q12", "户主", 2, {STATUS: "自然减少"}, {"R11": RELATION})),
    ("and nobody took the place", ("Q12", "配偶", 2, {}, {})),
    ("the head calls himself 本人", ("Q13", "本人", 2, {}, {})),
    ("the head calls herself 本人或户主", ("Q14", "本人或户主", 2, {}, {})),
    ("two who call themselves the head: told", ("Q15", "本人", 2, {}, {"R11": RELATION})),
    ("not told again", ("Q15", "户主", 2, {}, {})),
]


def household_cases() -> list[Case]:
    return [
        Case(what, {HOME: number, RELATION: relation, MEMBERS: members, **odd}, told)
        for what, (number, relation, members, odd, told) in MEMBERS_OF_HOUSEHOLDS
    ]


IN_HOUSEHOLDS = household_cases()


def people(count: int, first: int) -> list[Cells]:
    """Rows without fault, each a household of one."""
    homes = [household(serial, SHUANGSHENG, members=1) for serial in range(first, first + count)]
    return [member_row(home, home.head) for home in homes]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    rows = rows_of(CASES, people(len(CASES), first=400))
    landing.put("household_roster", "2023-06", FILE, roster(rows))
    rows = rows_of(IN_HOUSEHOLDS, people(len(IN_HOUSEHOLDS), first=600))
    landing.put("household_roster", "2023-07", HOUSEHOLDS, roster(rows))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(CASES, FIRST_ROW["household_roster"]))
def test_each_row_is_told_what_is_wrong_with_it(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, FILE, number, case)


@pytest.mark.parametrize(
    ("case", "number"), with_rows(IN_HOUSEHOLDS, FIRST_ROW["household_roster"])
)
def test_what_is_odd_in_a_household_is_told_once(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, HOUSEHOLDS, number, case)


def test_every_row_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, FILE, CASES)
    expect_counts(warehouse, HOUSEHOLDS, IN_HOUSEHOLDS)
