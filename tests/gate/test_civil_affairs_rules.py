"""What the civil affairs bureau is told about its four kinds of file (measures.md, A)."""

import pytest

from tests.gate import feed_files as files
from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.feed_rows import dibao_row, edge_row, relief_row, tekun_row
from tests.gate.landing_files import Cells, Landing, lines_of, roster, roster_rows, workbook
from tests.gate.people import Household, citizen_id, household
from tests.gate.warehouses import Warehouse

FEED, MONTH = "civil_affairs", "2023-02"
DIBAO, EDGE, TEKUN, RELIEF = "低保.xlsx", "边缘.xlsx", "特困.xlsx", "救助.xlsx"
ID, NUMBER, KIND = "户主身份证号", "低保（特困）证号", "救助类型"
MEMBERS, COUNT = "家庭成员身份证号", "保障人口"
INVALID, PLACEHOLDER = "230521196001010019", "999999196001010010"
HOMES = [household(serial, members=4) for serial in range(40)]
STRANGERS = [household(serial, members=3) for serial in range(900, 906)]


def listed(home: Household, separator: str, *more: str) -> Cells:
    """The other members of a household in one cell, and more."""
    numbers = [one.citizen_id for one in home.members[1:]]
    return {MEMBERS: separator.join([*numbers, *more]), "家庭成员姓名": ""}


def head_away(home: Household) -> Cells:
    """A head who is not on the roster, with members who are."""
    return {ID: STRANGERS[0].head.citizen_id, **listed(home, "，")}


ALONE: Cells = {KIND: "农村低保单人", COUNT: 1}
DIBAO_CASES = [
    Case("a household without fault"),
    Case("a head's ID with a wrong check digit", {ID: INVALID}, {"A01": ID}),
    Case("no ID of the head", {ID: " "}, {"A01": ID}),
    Case("an amount that cannot be read", {"户月保障金额": "约500"}, {"A02": "户月保障金额"}),
    Case("an amount below 0", {"人员分类施保总额": -1}, {"A02": "人员分类施保总额"}),
    Case("a certificate twice, first", {NUMBER: "D7"}, {"A03": NUMBER}),
    Case("a certificate twice, second", {NUMBER: "Ｄ７ "}, {"A03": NUMBER}),
    Case("a blank certificate alone", {NUMBER: ""}, {"A03": NUMBER}),
    Case("a kind outside the list", {KIND: "城市低保"}, {"A05": KIND}),
    Case("a blank kind", {KIND: ""}, {"A05": KIND}),
    Case("a kind by another of its names", {KIND: "农村最低生活保障对象"}),
    Case("a total off by a cent", {"合计": 600.01}),
    Case("a total off by two cents", {"合计": 600.02}, {"A11": "合计"}),
    Case("members parted by 、", listed(HOMES[13], "、")),
    Case("members parted by ,", listed(HOMES[14], ",")),
    Case("members parted by ，", listed(HOMES[15], "，")),
    Case("members parted by ;", listed(HOMES[16], ";")),
    Case("members parted by ；", listed(HOMES[17], "；")),
    Case("members parted by line breaks", listed(HOMES[18], "\n")),
    Case("the head listed among the members", listed(HOMES[19], "、", HOMES[19].head.citizen_id)),
    Case("a member listed twice", listed(HOMES[20], "、", HOMES[20].members[1].citizen_id)),
    Case("fewer members than insured", {COUNT: 5}, {"A12": COUNT}),
    Case("a number of insured that cannot be read", {COUNT: "四人"}, {"A12": COUNT}),
    Case("a placeholder counts", listed(HOMES[23], "、", PLACEHOLDER) | {COUNT: 5}),
    Case(
        "a member with an invalid ID is left out",
        listed(HOMES[24], "、", INVALID) | {COUNT: 4},
        {"A13": MEMBERS},
    ),
    Case(
        "an invalid member does not count",
        listed(HOMES[25], "、", INVALID) | {COUNT: 5},
        {"A12": COUNT, "A13": MEMBERS},
    ),
    Case("single: the head alone counts", ALONE),
    Case("single: one person more", ALONE | {COUNT: 2}, {"A12": COUNT}),
    Case("single: an invalid member is nobody's concern", ALONE | {MEMBERS: INVALID}),
    Case("the head is away, a member is on the roster", head_away(HOMES[29])),
    Case(
        "single: the head is away, so nobody is on the roster",
        head_away(HOMES[30]) | ALONE,
        outcome="out_of_scope",
    ),
    Case(
        "nobody is on the roster, and no warning",
        {ID: STRANGERS[1].head.citizen_id, MEMBERS: "", "合计": 1},
        outcome="out_of_scope",
    ),
    Case("the head has a placeholder, a member is on the roster", {ID: PLACEHOLDER}),
    Case(
        "only placeholders",
        {ID: PLACEHOLDER, MEMBERS: PLACEHOLDER, COUNT: 1},
        outcome="out_of_scope",
    ),
    Case("a rejected row gets no warnings", {NUMBER: "", "合计": 1, COUNT: 9}, {"A03": NUMBER}),
]
EDGE_NUMBER = "认定证号"
EDGE_CASES = [
    Case("a household without fault"),
    Case("a head's ID with a wrong check digit", {ID: INVALID}, {"A01": ID}),
    Case("a blank certificate", {EDGE_NUMBER: ""}, {"A03": EDGE_NUMBER}),
    Case("a certificate twice, first", {EDGE_NUMBER: "B7"}, {"A03": EDGE_NUMBER}),
    Case("a certificate twice, second", {EDGE_NUMBER: "B7"}, {"A03": EDGE_NUMBER}),
    Case("a member with an invalid ID", {MEMBERS: INVALID}, {"A13": MEMBERS}),
    Case("a placeholder among the members", {MEMBERS: PLACEHOLDER}),
    Case("only a member on the roster", {ID: STRANGERS[2].head.citizen_id}),
    Case(
        "nobody on the roster",
        {ID: STRANGERS[2].head.citizen_id, MEMBERS: STRANGERS[2].members[1].citizen_id},
        outcome="out_of_scope",
    ),
]
PERSON = "身份证号"
TEKUN_CASES = [
    Case("a person without fault"),
    Case("an ID with a wrong check digit", {PERSON: INVALID}, {"A01": PERSON}),
    Case("an allowance that cannot be read", {"照料护理费用": "?"}, {"A02": "照料护理费用"}),
    Case("a person twice, first", {PERSON: HOMES[39].head.citizen_id}, {"A03": PERSON}),
    Case("a person twice, second", {PERSON: f"'{HOMES[39].head.citizen_id}"}, {"A03": PERSON}),
    Case("an invalid ID twice, first: no copy", {PERSON: "1"}, {"A01": PERSON}),
    Case("an invalid ID twice, second", {PERSON: "1"}, {"A01": PERSON}),
    Case("a placeholder twice, first", {PERSON: PLACEHOLDER}, outcome="out_of_scope"),
    Case("a placeholder twice, second", {PERSON: PLACEHOLDER}, outcome="out_of_scope"),
    Case("support of no known kind", {"供养方式": "家庭供养"}, {"A05": "供养方式"}),
    Case("ability left blank", {"生活自理能力": ""}, {"A05": "生活自理能力"}),
    Case("a total off by two cents", {"合计": 999.98}, {"A11": "合计"}),
    Case("a carer whose ID is invalid is taken", {"照料人身份证号": INVALID}),
    Case("not on the roster", {PERSON: citizen_id(950)}, outcome="out_of_scope"),
]
DAY = "发放日期"
RELIEF_CASES = [
    Case("a payment without fault"),
    Case("no ID", {PERSON: ""}, {"A01": PERSON}),
    Case("an amount below 0", {"金额": "-5"}, {"A02": "金额"}),
    Case("paid on no day", {DAY: ""}, {"A04": DAY}),
    Case("paid on a day that is none", {DAY: "2023-02-30"}, {"A04": DAY}),
    Case("paid after the month", {DAY: "2023-03-01"}, {"A04": DAY}),
    Case("paid on the month's last day", {DAY: "2023年2月28日"}),
    Case("difficulty outside the list", {"困难类型": "失业"}, {"A05": "困难类型"}),
    Case("the same payment twice is fine, first", {PERSON: HOMES[38].head.citizen_id}),
    Case("the same payment twice, second", {PERSON: HOMES[38].head.citizen_id}),
    Case("not on the roster", {PERSON: citizen_id(951)}, outcome="out_of_scope"),
]
PART = "select part from ops.receipt where file_name = :name"
SHEETS = [
    (DIBAO, "assistance_dibao", DIBAO_CASES),
    (EDGE, "assistance_edge", EDGE_CASES),
    (TEKUN, "assistance_tekun", TEKUN_CASES),
    (RELIEF, "assistance_relief", RELIEF_CASES),
]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    people = [home.head for home in HOMES]
    rows = rows_of(DIBAO_CASES, [dibao_row(one) for one in HOMES[: len(DIBAO_CASES)]])
    landing.put(FEED, MONTH, DIBAO, files.dibao(rows))
    rows = rows_of(EDGE_CASES, [edge_row(one) for one in HOMES[: len(EDGE_CASES)]])
    landing.put(FEED, MONTH, EDGE, files.edge(rows))
    rows = rows_of(TEKUN_CASES, [tekun_row(one) for one in people[: len(TEKUN_CASES)]])
    landing.put(FEED, MONTH, TEKUN, files.tekun(rows))
    rows = rows_of(RELIEF_CASES, [relief_row(one) for one in people[: len(RELIEF_CASES)]])
    landing.put(FEED, MONTH, RELIEF, files.relief(rows))
    for name, data in OTHER_FILES.items():
        landing.put(FEED, "2023-01", name, data)
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(DIBAO_CASES, 2))
def test_each_household_on_dibao_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, DIBAO, number, case)


@pytest.mark.parametrize(("case", "number"), with_rows(EDGE_CASES, 2))
def test_each_household_on_the_edge_is_judged(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, EDGE, number, case)


@pytest.mark.parametrize(("case", "number"), with_rows(TEKUN_CASES, 2))
def test_each_supported_person_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, TEKUN, number, case)


@pytest.mark.parametrize(("case", "number"), with_rows(RELIEF_CASES, 2))
def test_each_relief_payment_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, RELIEF, number, case)


@pytest.mark.parametrize(("name", "table", "cases"), SHEETS, ids=[name for name, *_ in SHEETS])
def test_the_header_tells_the_kind_and_every_row_is_accounted_for(
    warehouse: Warehouse, name: str, table: str, cases: list[Case]
) -> None:
    expect_counts(warehouse, name, cases)
    [(part,)] = warehouse.query(PART, name=name)
    assert part == table
    assert warehouse.load(name).status == "accepted"


def beside(home: Household, members: int, **cells: str | int | None) -> Cells:
    """A row of the older form with so many members beside each other."""
    row = {k: v for k, v in dibao_row(home).items() if k not in files.MEMBERS_IN_ONE_CELL}
    for n, one in enumerate(home.members[1 : members + 1], start=1):
        row |= {f"成员{n}姓名": one.name, f"成员{n}身份证号": one.citizen_id}
    return row | {COUNT: members + 1} | cells


OLDER, SHORT = "老表.xlsx", "老表二.xlsx"
OLDER_ROWS = [
    beside(HOMES[0], 3),
    beside(HOMES[1], 3) | {"成员3身份证号": ""},
    beside(HOMES[2], 3) | {"成员3身份证号": INVALID, COUNT: 3},
    beside(HOMES[3], 3) | {"成员8姓名": "某某", "成员8身份证号": citizen_id(77), COUNT: 5},
    beside(HOMES[4], 3) | {"成员3姓名": ""},
    beside(HOMES[5], 0) | {"成员2姓名": HOMES[5].members[1].name, COUNT: 1},
]
NO_KIND = workbook({"民政救助": [["姓名", "身份证号", "金额"], ["某", "1", 2]]})
SUBTOTALS = workbook(
    {
        "民政救助": [
            [*files.DIBAO_HEADER, *files.MEMBERS_IN_ONE_CELL],
            *lines_of([*files.DIBAO_HEADER, *files.MEMBERS_IN_ONE_CELL], [dibao_row(HOMES[6])]),
            ["某镇小 计"],
            *lines_of([*files.DIBAO_HEADER, *files.MEMBERS_IN_ONE_CELL], [dibao_row(HOMES[7])]),
            ["", "合计", 9, 9, 999],
        ]
    }
)
OTHER_FILES = {
    OLDER: files.dibao_older(OLDER_ROWS),
    SHORT: files.dibao_older([beside(HOMES[8], 2)], members=2),
    "无类.xlsx": NO_KIND,
    "小计.xlsx": SUBTOTALS,
}


def test_members_of_the_older_form_stand_side_by_side(warehouse: Warehouse) -> None:
    found = {row: set(rules) for row, rules in warehouse.by_row(OLDER).items()}
    assert found == {5: {"A12", "A13"}, 6: {"A13"}, 9: {"A13"}}
    assert warehouse.load(OLDER).counts == (6, 6, 0, 0, 0)
    names = warehouse.query(
        "select row_number, count(*), count(*) filter (where citizen_id_kind = 'citizen')"
        " from raw.assistance_dibao_member inner join ops.load using (load_id)"
        " where file_name = :name group by 1 order by 1",
        name=OLDER,
    )
    assert names == [(4, 3, 3), (5, 3, 2), (6, 3, 2), (7, 4, 4), (8, 3, 3), (9, 1, 0)]


def test_the_pairs_behind_the_first_may_be_missing(warehouse: Warehouse) -> None:
    assert warehouse.load(SHORT).counts == (1, 1, 0, 0, 0)
    assert warehouse.findings(SHORT) == []


def test_a_file_of_no_kind_is_refused(warehouse: Warehouse) -> None:
    [finding] = warehouse.findings("无类.xlsx")
    assert (finding.rule, finding.row_number) == ("F03", None)
    assert "困难类型" in finding.message


def test_subtotals_are_no_rows_and_end_nothing(warehouse: Warehouse) -> None:
    assert warehouse.load("小计.xlsx").counts == (2, 2, 0, 0, 0)


def test_a_new_version_replaces_its_kind_alone(warehouse: Warehouse) -> None:
    current = warehouse.query(
        "select file_name from ops.load"
        " inner join ops.receipt using (load_id, feed, period, file_name)"
        " where feed = :feed and period = :month and status = 'accepted' order by part",
        feed=FEED,
        month=MONTH,
    )
    assert [name for (name,) in current] == [DIBAO, EDGE, RELIEF, TEKUN]
    january = {name: warehouse.load(name).status for name in (OLDER, SHORT, "小计.xlsx")}
    assert january == {OLDER: "superseded", SHORT: "superseded", "小计.xlsx": "accepted"}
