"""What the rural economy station is told about villages' collectives (measures.md, J)."""

from collections.abc import Sequence

import pytest

from tests.gate import feed_files as files
from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.feed_rows import collective_row
from tests.gate.landing_files import Cell, Cells, Landing
from tests.gate.people import BAOSHAN, CHAOYANG, CHUNCHENG, NOWHERE, SHUANGSHENG
from tests.gate.warehouses import Warehouse

FEED, FILE = "collective_economy", "一季度.xlsx"
VILLAGE, INCOME, SOLAR, POSTS, WORKS = (
    "村代码",
    "经营收入",
    "发电收入",
    "公益岗支出",
    "公益事业劳务",
)
CASES = [
    Case("a village without fault"),
    Case("an amount that cannot be read", {"投资收益": "约"}, {"J02": "投资收益"}),
    Case("an amount below 0", {"管理费用": -1}, {"J02": "管理费用"}),
    Case("a number of households is not judged", {"脱贫户分红户数": "十户"}),
    Case("a village of no register", {VILLAGE: NOWHERE}, {"J03": VILLAGE}),
    Case("a community that does not report", {VILLAGE: CHUNCHENG}, {"J03": VILLAGE}),
    Case("no village", {VILLAGE: ""}, {"J03": VILLAGE}),
    Case("a village twice, first", {VILLAGE: CHAOYANG}, {"J04": VILLAGE}),
    Case("a village twice, second", {VILLAGE: CHAOYANG}, {"J04": VILLAGE}),
    Case("all of the solar income handed out", {SOLAR: 8000}),
    Case("more than the solar income handed out", {SOLAR: 7999}, {"J14": POSTS}),
]
ONCE = """
select village_code from reference.reporting_units where valid_to is null
and village_code not in (:one, :two, :three) order by village_code limit 20
"""


def reporting(warehouse: Warehouse) -> list[str]:
    """Villages that report, each for one row."""
    found = warehouse.query(ONCE, one=SHUANGSHENG, two=CHAOYANG, three=BAOSHAN)
    return [code for (code,) in found]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    rows = rows_of(CASES, [collective_row(code) for code in reporting(warehouse)[: len(CASES)]])
    landing.put(FEED, "2023-03", FILE, files.collective_economy(rows))
    landing.put(FEED, "2023-01", "一月.xlsx", files.collective_economy(rows))
    landing.put(FEED, "2022-12", "小计.xlsx", files.collective_economy(BLOCKS))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(CASES, 5))
def test_each_village_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, FILE, number, case)


def test_every_row_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, FILE, CASES)


def test_a_month_that_ends_no_quarter_is_refused(warehouse: Warehouse) -> None:
    assert [one.rule for one in warehouse.findings("一月.xlsx")] == ["F07"]


def subtotal(**cells: Cell) -> Cells:
    return {VILLAGE: None, "村名": "小计", **cells}


BLOCKS: list[Cells] = [
    collective_row(SHUANGSHENG, 经营收入=100),
    collective_row(NOWHERE, 经营收入="200元"),
    subtotal(经营收入=300, 发电收入=18000.01),  # a rejected row counts
    collective_row(CHAOYANG, 经营收入="约50", 发电收入=-7),
    subtotal(经营收入="", 发电收入=0, 公益岗支出="不详", 公益事业劳务=2999.98),
    subtotal(发电收入=1),
    collective_row(BAOSHAN, 发电收入=9000),
    {VILLAGE: "合计", INCOME: 1},
    subtotal(发电收入=9000, 脱贫户分红户数=7),
]


def test_a_subtotal_is_compared_with_the_rows_of_its_block(warehouse: Warehouse) -> None:
    told = [
        (one.row_number, one.column) for one in warehouse.findings("小计.xlsx") if one.rule == "J11"
    ]
    assert told == [(9, WORKS), (9, POSTS), (10, SOLAR)]
    assert warehouse.load("小计.xlsx").counts == (4, 2, 2, 0, 0)


def quarter(*villages: tuple[str, Sequence[float]]) -> bytes:
    """Villages with income and solar income so far."""
    rows = [
        collective_row(code, **{INCOME: income, SOLAR: solar, POSTS: 0, WORKS: 0})
        for code, (income, solar) in villages
    ]
    return files.collective_economy(rows)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_a_figure_of_the_year_never_falls_whatever_the_order_of_arrival(
    own_warehouse: Warehouse, own_landing: Landing, order: tuple[int, ...]
) -> None:
    quarters = [
        ("2022-12", quarter((SHUANGSHENG, (900, 900)))),
        ("2023-03", quarter((SHUANGSHENG, (100, 50)), (BAOSHAN, (70, 70)))),
        ("2023-09", quarter((SHUANGSHENG, (100, 49.99)), (CHAOYANG, (1, 1)), (BAOSHAN, (69, 1)))),
    ]
    for at in order:
        period, data = quarters[at]
        own_landing.put(FEED, period, f"{period}.xlsx", data)
        own_warehouse.take(own_landing)
    told = [(one.row_number, one.rule) for one in own_warehouse.findings("2023-09.xlsx")]
    assert told == [(5, "J12"), (7, "J12")]
    assert own_warehouse.findings("2023-03.xlsx") == []

    # The second quarter of one county: the other is still compared with its first.
    own_landing.put(FEED, "2023-06", "二季.xlsx", quarter((SHUANGSHENG, (100, 49))))
    own_warehouse.take(own_landing)
    told = [(one.row_number, one.rule) for one in own_warehouse.findings("2023-09.xlsx")]
    assert told == [(7, "J12")]
    assert [one.rule for one in own_warehouse.findings("二季.xlsx")] == ["J12"]
