"""What the insurer is told about policies and claims (measures.md, N)."""

import pytest

from tests.gate import feed_files as files
from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.feed_rows import claim_row, policy_row
from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import citizen_id, household
from tests.gate.warehouses import Warehouse

FILE, FEED = "一季度.xlsx", "farm_insurance"
HOMES = [household(serial) for serial in range(30)]
PEOPLE = [home.head for home in HOMES]
INVALID, PLACEHOLDER, STRANGER = "230521196001010019", "999999196001010010", citizen_id(900)
NUMBER, ID, OBJECT, PREMIUM, DAY = "保单号", "身份证号码", "标的", "总保费", "赔付日期"
ONE = {NUMBER: "PN-1", ID: PEOPLE[20].citizen_id}
POLICIES = [
    Case("a policy without fault"),
    Case("an ID with a wrong check digit", {ID: INVALID}, {"N01": ID}),
    Case("a premium that cannot be read", {PREMIUM: "约200"}, {"N02": PREMIUM}),
    Case("a subsidy below 0", {"区（县）财政补贴": -10}, {"N02": "区（县）财政补贴"}),
    Case("no policy number", {NUMBER: ""}, {"N03": NUMBER}),
    Case("one object of a person twice, first", ONE, {"N03": NUMBER}),
    Case("one object of a person twice, second", ONE, {"N03": NUMBER}),
    Case("the same policy, another object", ONE | {OBJECT: "玉米"}),
    Case("the same policy, another person", ONE | {ID: PEOPLE[21].citizen_id}),
    Case("an invalid ID twice, first: no copy", ONE | {ID: "1"}, {"N01": ID}),
    Case("an invalid ID twice, second", ONE | {ID: "1"}, {"N01": ID}),
    Case("a placeholder twice, first", ONE | {ID: PLACEHOLDER}, outcome="out_of_scope"),
    Case("a placeholder twice, second", ONE | {ID: PLACEHOLDER}, outcome="out_of_scope"),
    Case("an object outside the list", {OBJECT: "马铃薯"}, {"N04": OBJECT}),
    Case("an animal", {OBJECT: "肉牛", "投保面积": "", "投保数量": 3}),
    Case("an area is not judged", {"投保面积": "十二亩半"}),
    Case("a premium off by a cent", {PREMIUM: 200.01}),
    Case("a premium off by two cents", {PREMIUM: 200.02}, {"N11": PREMIUM}),
    Case("not on the roster", {ID: STRANGER}, outcome="out_of_scope"),
]
#: The policy of a row of 承保清单 that was rejected for its premium.
REJECTED = {NUMBER: f"PN{PEOPLE[2].number}", ID: PEOPLE[2].citizen_id}
CLAIMS = [
    Case("a claim without fault"),
    Case("no ID", {ID: ""}, {"N01": ID}),
    Case("an amount below 0", {"赔款金额": -1}, {"N02": "赔款金额"}),
    Case("an object outside the list", {OBJECT: ""}, {"N04": OBJECT}),
    Case("paid on no day", {DAY: ""}, {"N05": DAY}),
    Case("paid on a day that is none", {DAY: "昨天"}, {"N05": DAY}),
    Case("paid in the year before", {DAY: "2022-12-31"}, {"N05": DAY}),
    Case("paid on 1 January", {NUMBER: "PN00000", ID: PEOPLE[0].citizen_id, DAY: "2023-01-01"}),
    Case("paid after the quarter", {DAY: "2023-04-01"}, {"N05": DAY}),
    Case("no policy of that number", {NUMBER: "PN99999"}, {"N12": NUMBER}),
    Case("the policy is about another object", REJECTED | {OBJECT: "大豆"}, {"N12": NUMBER}),
    Case("the policy's row was rejected, but it is there", REJECTED),
    Case("two claims on a policy are fine", REJECTED),
    Case("not on the roster, and no warning", {ID: STRANGER}, outcome="out_of_scope"),
]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    policies = rows_of(POLICIES, list(map(policy_row, PEOPLE[: len(POLICIES)])))
    claims = rows_of(CLAIMS, list(map(claim_row, PEOPLE[: len(CLAIMS)])))
    landing.put(FEED, "2023-03", FILE, files.farm_insurance(policies, claims))
    good = files.farm_insurance([policy_row(PEOPLE[0])])
    landing.put(FEED, "2023-02", "二月.xlsx", good)
    landing.put(FEED, "2023-06", "无理赔.xlsx", good)
    landing.put(FEED, "2022-09", "空表.xlsx", files.farm_insurance([]))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(POLICIES, 2))
def test_each_policy_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, FILE, number, case, "insurance_policy")


@pytest.mark.parametrize(("case", "number"), with_rows(CLAIMS, 2))
def test_each_claim_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, FILE, number, case, "insurance_claim")


def test_every_row_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, FILE, [*POLICIES, *CLAIMS])


def test_a_month_that_ends_no_quarter_is_refused(warehouse: Warehouse) -> None:
    assert [one.rule for one in warehouse.findings("二月.xlsx")] == ["F07"]


def test_a_file_without_claims_is_right_and_one_without_rows_is_not(warehouse: Warehouse) -> None:
    assert warehouse.load("无理赔.xlsx").counts == (1, 1, 0, 0, 0)
    assert [one.rule for one in warehouse.findings("空表.xlsx")] == ["F08"]
