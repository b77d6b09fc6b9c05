"""What the social security bureau is told about its lines (feeds.md, social_security)."""

import pytest

from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.landing_files import (
    FIRST_ROW,
    Cells,
    Landing,
    roster,
    roster_rows,
    social_security,
)
from tests.gate.people import citizen_id, household
from tests.gate.warehouses import Warehouse

FILE = "养老金发放(202302)共42条.csv"
ID, ENROLLED, PAYS_IN = "身份证号", "参保状态", "缴费状态"
FLAG, PAID, AMOUNT, FUNERAL = "支付标志", "实付年月", "发放金额", "其中丧葬费"
HOMES = [household(serial) for serial in range(45)]
ENROLMENT_LINE: Cells = {AMOUNT: "", FLAG: "", PAID: ""}

CASES = [
    Case("a payment without fault"),
    Case("an ID with a wrong check digit", {ID: "230521196001010018"}, {"S01": ID}),
    Case("no ID", {ID: ""}, {"S01": ID}),
    Case("the placeholder for no ID", {ID: "9999991"}, outcome="out_of_scope"),
    Case("a resident who is not on the roster", {ID: citizen_id(900)}, outcome="out_of_scope"),
    Case(
        "a resident with an unknown code", {ID: citizen_id(901), ENROLLED: "3"}, {"S02": ENROLLED}
    ),
    Case("an unknown enrolment", {ENROLLED: "9"}, {"S02": ENROLLED}),
    Case("no enrolment", {ENROLLED: ""}, {"S02": ENROLLED}),
    Case("the label instead of the code", {ENROLLED: "正常"}, {"S02": ENROLLED}),
    Case("not enrolled", {ENROLLED: "0"}),
    Case("the code in full-width", {ENROLLED: "１"}),
    Case("an unknown contribution", {PAYS_IN: "0"}, {"S02": PAYS_IN}),
    Case("no contribution", {PAYS_IN: " "}, {"S02": PAYS_IN}),
    Case("a payment without its flag", {FLAG: ""}, {"S02": FLAG}),
    Case("a payment with an unknown flag", {FLAG: "2"}, {"S02": FLAG}),
    Case("a payment that failed", {FLAG: "0"}),
    Case(
        "codes wrong in three columns are told once",
        {ENROLLED: "a", PAYS_IN: "b", FLAG: "c"},
        {"S02": ENROLLED},
    ),
    Case("an amount that cannot be read", {AMOUNT: "约100"}, {"S03": AMOUNT}),
    Case("a funeral grant that cannot be read", {FUNERAL: "待定"}, {"S03": FUNERAL}),
    Case("an amount taken back", {AMOUNT: "-103.50"}),
    Case("an amount with comma and unit", {AMOUNT: "1,103.50元", FUNERAL: "1,000"}),
    Case("paid in another month", {PAID: "202301"}, {"S04": PAID}),
    Case("paid, but no month", {PAID: ""}, {"S04": PAID}),
    Case("paid in a month that cannot be read", {PAID: "上月"}, {"S04": PAID}),
    Case("the month in Chinese", {PAID: "2023年2月"}),
    Case("the month with a slash", {PAID: "2023/2"}),
    Case("owed for months ago", {"费款所属期": "202206"}),
    Case("an enrolment line has neither flag nor month", ENROLMENT_LINE),
    Case("an amount of blanks only is an enrolment line", {**ENROLMENT_LINE, AMOUNT: " 　"}),
    Case("an enrolment line of the month", {AMOUNT: "", FLAG: ""}),
    Case("an enrolment line of another month", {AMOUNT: "", PAID: "202301"}, {"S04": PAID}),
    Case("an enrolment line with an odd flag", {AMOUNT: "", FLAG: "9"}),
    Case(
        "an enrolment line with an unknown code", {**ENROLMENT_LINE, PAYS_IN: "9"}, {"S02": PAYS_IN}
    ),
    Case("a dash is an amount of 0, so a payment", {AMOUNT: "-", FLAG: ""}, {"S02": FLAG}),
    Case("无 is an amount of 0, so a payment", {AMOUNT: "无", PAID: ""}, {"S04": PAID}),
    Case("two payments to one person, first", {ID: HOMES[44].head.citizen_id}),
    Case("two payments to one person, second", {ID: HOMES[44].head.citizen_id}),
    Case(
        "all four rules at once",
        {ID: "1", ENROLLED: "9", AMOUNT: "?", PAID: "202212"},
        {"S01": ID, "S02": ENROLLED, "S03": AMOUNT, "S04": PAID},
    ),
    Case("a member who is not the head", {ID: HOMES[0].members[1].citizen_id}),
]


def row(serial: int) -> Cells:
    person = HOMES[serial].head
    return {
        "个人编号": f"00{person.number}",
        ID: person.citizen_id,
        "姓名": person.name,
        ENROLLED: "1",
        PAYS_IN: "3",
        "参保身份": "城乡居民",
        "费款所属期": "202302",
        PAID: "202302",
        FLAG: "1",
        AMOUNT: "103.50",
        FUNERAL: "",
    }


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    rows = rows_of(CASES, [row(serial) for serial in range(len(CASES))])
    landing.put("social_security", "2023-02", FILE, social_security(rows))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(CASES, FIRST_ROW["social_security"]))
def test_each_line_is_told_what_is_wrong_with_it(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, FILE, number, case)


def test_every_line_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, FILE, CASES)
