"""What the medical insurance bureau is told about its lines (feeds.md, medical_insurance)."""

import pytest

from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.landing_files import (
    FIRST_ROW,
    Cells,
    Landing,
    enrolment,
    roster,
    roster_rows,
    settlements,
)
from tests.gate.people import Household, Person, citizen_id, citizen_id_with_x, household
from tests.gate.warehouses import Warehouse

ENROLLED, SETTLED = "参保人员.csv", "结算明细.csv"
ID, SETTLEMENT, DAY, REVERSAL = "certno", "setl_id", "setl_time", "refd_setl_flag"
TOTAL, FUND, OWN, PARTS = "medfee_sumamt", "fund_pay_sumamt", "psn_part_amt", "hifp_pay"
X = citizen_id_with_x(500)
HOMES = [
    *(household(serial) for serial in range(60)),
    Household("HX", household(0).village, (Person("x1", "艾克斯", X),)),
]

ENROLMENTS = [
    Case("somebody enrolled"),
    Case("an ID with a wrong check digit", {ID: "230521196001010018"}, {"M01": ID}),
    Case("no ID", {ID: ""}, {"M01": ID}),
    Case("the placeholder for no ID", {ID: "9999991"}, outcome="out_of_scope"),
    Case("a resident who is not on the roster", {ID: citizen_id(900)}, outcome="out_of_scope"),
    Case("enrolled twice: two lines, both fine", {"insutype": "310"}),
    Case("enrolment suspended", {"psn_insu_stas": "2"}),
]
SETTLEMENTS = [
    Case("a settlement without fault"),
    Case("an ID with a wrong check digit", {ID: "230521196001010018"}, {"M01": ID}),
    Case("no ID", {ID: " "}, {"M01": ID}),
    Case("the placeholder for no ID", {ID: "9999991"}, outcome="out_of_scope"),
    Case("a resident who is not on the roster", {ID: citizen_id(900)}, outcome="out_of_scope"),
    Case("one number, two amounts, first", {SETTLEMENT: "T1", TOTAL: 101}, {"M02": SETTLEMENT}),
    Case("one number, two amounts, second", {SETTLEMENT: "T1"}, {"M02": SETTLEMENT}),
    Case("an exact copy, first: kept", {SETTLEMENT: "T2", ID: X}),
    Case("an exact copy, second", {SETTLEMENT: "T2", ID: X}, outcome="duplicate"),
    Case(
        "an exact copy, written otherwise",
        {SETTLEMENT: "Ｔ２ ", ID: X.lower(), TOTAL: "￥100.00", DAY: "2023年2月5日"},
        outcome="duplicate",
    ),
    Case(
        "an exact copy, a blank for a 0",
        {SETTLEMENT: "T2", ID: X, "maf_pay": "", "oth_pay": "—"},
        outcome="duplicate",
    ),
    Case("two copies and another, first copy", {SETTLEMENT: "T3"}, {"M02": SETTLEMENT}),
    Case("two copies and another, second copy", {SETTLEMENT: "T3"}, {"M02": SETTLEMENT}),
    Case(
        "two copies and another, the other",
        {SETTLEMENT: "T3", "med_type": "11"},
        {"M02": SETTLEMENT},
    ),
    Case(
        "a stranger's copy, first: out of scope",
        {SETTLEMENT: "T4", ID: citizen_id(901)},
        outcome="out_of_scope",
    ),
    Case(
        "a stranger's copy, second: a copy",
        {SETTLEMENT: "T4", ID: citizen_id(901)},
        outcome="duplicate",
    ),
    Case(
        "a copy with an invalid ID, first: no duplicate", {SETTLEMENT: "T5", ID: "1"}, {"M01": ID}
    ),
    Case("a copy with an invalid ID, second", {SETTLEMENT: "T5", ID: "1"}, {"M01": ID}),
    Case("one number, one ID invalid", {SETTLEMENT: "T6", ID: "1"}, {"M01": ID, "M02": SETTLEMENT}),
    Case("one number, the other ID valid", {SETTLEMENT: "T6"}, {"M02": SETTLEMENT}),
    Case("no number is no copy, first", {SETTLEMENT: ""}),
    Case("no number is no copy, second", {SETTLEMENT: "", TOTAL: 101}, {"M12": TOTAL}),
    Case("an amount that cannot be read", {OWN: "四十"}, {"M03": OWN}),
    Case("a part that cannot be read", {"oth_pay": "1-2"}, {"M03": "oth_pay"}),
    Case("blank parts are 0", {"hifmi_pay": "", "maf_pay": "-", "oth_pay": "—"}),
    Case("settled before the month", {DAY: "2023-01-31 23:59:59"}, {"M04": DAY}),
    Case("settled after the month", {DAY: "2023-03-01"}, {"M04": DAY}),
    Case("settled on no day", {DAY: ""}, {"M04": DAY}),
    Case("settled on a day that is none", {DAY: "2023-02-29"}, {"M04": DAY}),
    Case("settled on the last day, with a time", {DAY: "2023-02-28 23:59:59"}),
    Case("the day as eight digits", {DAY: "20230228"}),
    Case("the day with slashes", {DAY: "2023/2/1"}),
    Case("the day with dots", {DAY: "2023.2.1"}),
    Case("the first minute of the month, in milliseconds", {DAY: "1675180800000"}),
    Case("the minute before, in milliseconds", {DAY: "1675180740000"}, {"M04": DAY}),
    Case(
        "a reversal with amounts below 0",
        {REVERSAL: "1", TOTAL: -100, PARTS: -60, FUND: -60, OWN: -40},
    ),
    Case("the fund's parts off by a cent", {PARTS: 59.99}),
    Case("the fund's parts off by two cents", {PARTS: 59.98}, {"M11": FUND}),
    Case("the bill off by a cent", {TOTAL: 100.01}),
    Case("the bill off by two cents", {OWN: 39.98}, {"M12": TOTAL}),
    Case("both sums wrong", {FUND: 70}, {"M11": FUND, "M12": TOTAL}),
    Case("a rejected row gets no warnings", {FUND: 70, DAY: "2022-02-05"}, {"M04": DAY}),
    Case(
        "a stranger's row gets no warnings", {FUND: 70, ID: citizen_id(902)}, outcome="out_of_scope"
    ),
    Case(
        "a copy gets no warnings, the first one does", {SETTLEMENT: "T7", OWN: 50}, {"M12": TOTAL}
    ),
    Case("a copy gets no warnings", {SETTLEMENT: "T7", OWN: 50}, outcome="duplicate"),
    Case("three rules at once", {ID: "1", OWN: "?", DAY: "?"}, {"M01": ID, "M03": OWN, "M04": DAY}),
]


def enrolled(serial: int) -> Cells:
    person = HOMES[serial].head
    return {
        ID: person.citizen_id,
        "psn_name": person.name,
        "insutype": "390",
        "psn_insu_stas": "1",
        "crt_insu_date": "2023-01-01",
        "insu_admdvs": "230502",
    }


def settled(serial: int) -> Cells:
    """100 yuan, 60 of them paid by the fund; copies share everything but number and ID."""
    return {
        SETTLEMENT: f"S{serial:03d}",
        "mdtrt_id": "V1",
        ID: HOMES[0].head.citizen_id,
        "psn_name": "某某",
        "med_type": "21",
        DAY: "2023-02-05 10:00:00",
        REVERSAL: "0",
        TOTAL: 100,
        PARTS: 60,
        "hifmi_pay": 0,
        "maf_pay": 0,
        "oth_pay": 0,
        FUND: 60,
        OWN: 40,
    }


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    rows = rows_of(ENROLMENTS, [enrolled(serial) for serial in range(len(ENROLMENTS))])
    landing.put("medical_insurance", "2023-02", ENROLLED, enrolment(rows))
    rows = rows_of(SETTLEMENTS, [settled(serial) for serial in range(len(SETTLEMENTS))])
    landing.put("medical_insurance", "2023-02", SETTLED, settlements(rows))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(ENROLMENTS, FIRST_ROW["medical_insurance"]))
def test_each_enrolment_is_told_what_is_wrong_with_it(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, ENROLLED, number, case)


@pytest.mark.parametrize(("case", "number"), with_rows(SETTLEMENTS, FIRST_ROW["medical_insurance"]))
def test_each_settlement_is_told_what_is_wrong_with_it(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, SETTLED, number, case)


def test_every_line_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, ENROLLED, ENROLMENTS)
    expect_counts(warehouse, SETTLED, SETTLEMENTS)
