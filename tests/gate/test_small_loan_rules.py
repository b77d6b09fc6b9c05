"""What the lending banks are told about their ledger (measures.md, L)."""

import pytest

from tests.gate import feed_files as files
from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.feed_rows import loan_row
from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import citizen_id, household
from tests.gate.warehouses import Warehouse

FILE = "贷款台账.xlsx"
HOMES = [household(serial) for serial in range(60)]
INVALID, PLACEHOLDER, STRANGER = "230521196001010019", "999999196001010010", citizen_id(900)
HEAD, BORROWER, LISTED, APPLIED = "户主身份证号", "贷款人身份证号", "名单状态", "申请日期"
CONTRACT, LOAN, DRAWN, DUE = "合同号", "贷款金额", "放款日期", "到期日期"
STATUS, PURPOSE = "贷款状态", "贷款用途"
#: A household that has no contract.
NONE = {
    CONTRACT: "", BORROWER: "", LOAN: "", DRAWN: "", DUE: "", "贷款余额": "", STATUS: "",
    PURPOSE: "", "授信额度": "",
}  # fmt: skip
TWO_HEADS = {BORROWER: HOMES[50].head.citizen_id}


def born(day: str, **drawn: str) -> dict[str, str]:
    """A borrower born on that day, who is not on the roster."""
    return {BORROWER: citizen_id(700, born=day), DRAWN: "2023-01-10", DUE: "2023-12-31"} | drawn


CASES = [
    Case("a contract without fault"),
    Case("a household without a contract", NONE),
    Case("a head's ID with a wrong check digit", {HEAD: INVALID}, {"L01": HEAD}),
    Case("a contract whose borrower has no ID", {BORROWER: ""}, {"L01": BORROWER}),
    Case("without a contract the borrower's ID is not judged", NONE | {BORROWER: INVALID}),
    Case("a balance below 0", {"贷款余额": -1}, {"L02": "贷款余额"}),
    Case("an overdue amount that cannot be read", {"逾期贷款金额": "?"}, {"L02": "逾期贷款金额"}),
    Case("a rate is not judged", {"贷款利率": "四厘"}),
    Case("a contract twice, first", {CONTRACT: "HT-1"}, {"L03": CONTRACT}),
    Case("a contract twice, second", {CONTRACT: "HT-1"}, {"L03": CONTRACT}),
    Case("no contract is no copy", NONE),
    Case("a status of the list outside", {LISTED: "符合"}, {"L04": LISTED}),
    Case("no status of the list", NONE | {LISTED: ""}, {"L04": LISTED}),
    Case("an application on no readable day", NONE | {APPLIED: "去年"}, {"L04": APPLIED}),
    Case("an application on no day", {APPLIED: ""}),
    Case("a contract of an unknown status", {STATUS: "逾期"}, {"L04": STATUS}),
    Case("no contract of an unknown status", NONE | {STATUS: "逾期"}),
    Case("drawn on no day", {DRAWN: ""}, {"L04": DRAWN}),
    Case("drawn on no readable day", {DRAWN: "元月"}, {"L04": DRAWN}),
    Case("due on no day", {DUE: "　"}, {"L04": DUE}),
    Case("due before it is drawn", {DUE: "2023-01-09"}, {"L04": DRAWN}),
    Case("due on the day it is drawn", {DUE: "2023-01-10"}),
    Case("due in a month means its last day", {DUE: "2023年1月"}),
    Case("more than 50,000", {LOAN: "50,000.01"}, {"L11": LOAN}),
    Case("100,000", {LOAN: 100000}, {"L11": LOAN}),
    Case("more than 100,000", {LOAN: 100000.01}, {"L11": LOAN, "L12": LOAN}),
    Case("without a contract no amount is judged", NONE | {LOAN: 200000}),
    Case("three years and a day", {DUE: "2026-01-11"}, {"L13": DUE}),
    Case("18 on the day it is drawn", born("20050110")),
    Case("18 on the day after", born("20050111"), {"L14": BORROWER}),
    Case("65, 66 on the day after", born("19570111")),
    Case("66 on the day it is drawn", born("19570110"), {"L14": BORROWER}),
    Case("money for a wedding", {PURPOSE: "儿子结婚"}, {"L15": PURPOSE}),
    Case("money to lend on", {PURPOSE: "转贷他人"}, {"L15": PURPOSE}),
    Case("head and borrower of different households", TWO_HEADS, {"L16": HEAD}),
    Case("the borrower is the spouse", {BORROWER: HOMES[35].members[1].citizen_id}),
    Case("the borrower is not on the roster", {BORROWER: STRANGER}),
    Case("the head is not on the roster", {HEAD: STRANGER}),
    Case("neither is", {HEAD: STRANGER, BORROWER: STRANGER, LOAN: 9e6}, outcome="out_of_scope"),
    Case("placeholders are out of scope", NONE | {HEAD: PLACEHOLDER}, outcome="out_of_scope"),
    Case(
        "a rejected row gets no warnings",
        {LISTED: "?", LOAN: 9e6, PURPOSE: "建房"},
        {"L04": LISTED},
    ),
]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    rows = rows_of(CASES, list(map(loan_row, HOMES[: len(CASES)])))
    landing.put("small_loan", "2023-02", FILE, files.small_loan(rows))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(CASES, 4))
def test_each_row_is_told_what_is_wrong_with_it(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, FILE, number, case)


def test_every_row_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, FILE, CASES)
