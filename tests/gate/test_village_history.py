"""What a village is told in view of other months: wages copied (W03), cost left out (W05)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

import pytest

from expectations.gate import judge
from ingestion.contract import load_contracts
from tests.gate.landing_files import (
    FIRST_ROW,
    SHANGHAI,
    Cell,
    Cells,
    Landing,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import CHAOYANG, SHUANGSHENG, Household, household
from tests.gate.warehouses import Warehouse

WAGE, CROPS, COST, SCHOOL = "务工收入", "种植业收入", "生产经营性支出", "教育支出"
MONTHS = [f"2022-{m:02d}" for m in range(6, 13)] + [f"2023-{m:02d}" for m in range(1, 4)]
MOVED_IN = "2023-01"
UNREADABLE: Cells = {SCHOOL: "约300"}
WRITTEN: list[Cell] = [1500, "1500.00", "￥1,500", "１５００", "1500元"]

# The declared amounts of a household by month (None: no row), and the months with a finding.
Declares = Callable[[str], Cells | None]


def same_but(odd: str, cells: Cells | None) -> Declares:
    return lambda month: cells if month == odd else {WAGE: 1500}


def crops_with_cost_in(cost_month: str, extra: Cells | None = None) -> Declares:
    def declared(month: str) -> Cells:
        cost: dict[str, Cell] = {COST: 300} if month == cost_month else {}
        return {WAGE: 0, CROPS: 800, **cost, **((extra or {}) if cost else {})}

    return declared


STORIES: list[tuple[str, str, Declares, Iterable[str]]] = [
    ("the same wage month after month", "W03", lambda month: {WAGE: 1500}, MONTHS[5:]),
    ("no wage month after month", "W03", lambda month: {WAGE: 0}, []),
    ("no wage told as a blank", "W03", lambda month: {WAGE: "无"}, []),
    ("another wage in September", "W03", same_but("2022-09", {WAGE: 1600}), ["2023-03"]),
    ("no row in December", "W03", same_but("2022-12", None), ["2022-11"]),
    ("rejected in December", "W03", same_but("2022-12", {WAGE: 1500, **UNREADABLE}), ["2022-11"]),
    (
        "the same wage written in five ways",
        "W03",
        lambda month: {WAGE: WRITTEN[int(month[-2:]) % 5]},
        MONTHS[5:],
    ),
    ("the same wage, moved to the next village", "W03", lambda month: {WAGE: 1500}, MONTHS[5:]),
    (
        "cost at the end of the income year",
        "W05",
        crops_with_cost_in("2022-09"),
        [*MONTHS[:3], *MONTHS[4:]],
    ),
    ("cost in the income year's first month", "W05", crops_with_cost_in("2022-10"), MONTHS[:4]),
    ("cost in its third month", "W05", crops_with_cost_in("2022-12"), MONTHS[:6]),
    (
        "cost in a row that was rejected",
        "W05",
        crops_with_cost_in("2022-10", UNREADABLE),
        [*MONTHS[:4], *MONTHS[5:]],
    ),
    ("cost before moving to the next village", "W05", crops_with_cost_in("2022-10"), MONTHS[:4]),
    (
        "sold something once",
        "W05",
        lambda month: {CROPS: 500 if month == "2022-11" else 0},
        ["2022-11"],
    ),
    ("cost, but nothing sold", "W05", lambda month: {COST: 100}, []),
]
MOVERS = [n for n, (what, *_) in enumerate(STORIES) if "next village" in what]
HOMES = [household(serial) for serial in range(len(STORIES))]


def living_in(month: str) -> list[Household]:
    """The households with the villages of that month."""
    return [
        replace(home, village=CHAOYANG) if n in MOVERS and month >= MOVED_IN else home
        for n, home in enumerate(HOMES)
    ]


def sheet(month: str, code: str) -> tuple[list[Cells], list[int]]:
    """Rows of a village in a month, and the story that each belongs to."""
    rows, stories = [], []
    for number, home in enumerate(living_in(month)):
        declared = STORIES[number][2](month)
        if home.village == code and declared is not None:
            rows.append(village_row(home, 入户日期=f"{month}-10", **declared))
            stories.append(number)
    return rows, stories


def land_everything(landing: Landing) -> None:
    landing.put("household_roster", "2022-06", "初始.xlsx", roster(roster_rows(HOMES)))
    landing.put("household_roster", MOVED_IN, "迁移.xlsx", roster(roster_rows(living_in(MOVED_IN))))
    for month in MONTHS:
        for code in (SHUANGSHENG, CHAOYANG):
            rows, _ = sheet(month, code)
            data = village(code, month, rows)
            landing.put("village_submission", month, f"{month} {code}.xlsx", data)


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    land_everything(landing)
    warehouse.take(landing)


def told(warehouse: Warehouse, rule: str, story: int) -> list[str]:
    """Months in which the story's household is told of the rule."""
    months = []
    for month in MONTHS:
        for code in (SHUANGSHENG, CHAOYANG):
            _, stories = sheet(month, code)
            for finding in warehouse.findings(f"{month} {code}.xlsx"):
                place = (finding.row_number or 0) - FIRST_ROW["village_submission"]
                if finding.rule == rule and stories[place] == story:
                    months.append(month)
    return months


@pytest.mark.parametrize(
    ("story", "rule", "months"),
    [
        pytest.param(n, rule, list(months), id=what)
        for n, (what, rule, _, months) in enumerate(STORIES)
    ],
)
def test_a_household_is_told_in_just_these_months(
    warehouse: Warehouse, story: int, rule: str, months: list[str]
) -> None:
    assert told(warehouse, rule, story) == months


def test_with_calendar_years_the_cost_of_the_autumn_no_longer_counts_in_january(
    warehouse: Warehouse,
) -> None:
    judge(warehouse.engine, load_contracts(), 1, edition="calendar_years")
    rows = warehouse.query(
        "select receipt.period from ops.load_state as state inner join ops.receipt using (load_id)"
        " inner join ops.judgement_finding as finding"
        " on finding.judgement_id = state.warn_judgement_id"
        " where state.edition = 'calendar_years' and finding.rule = 'W05'"
        " and receipt.unit = :code",
        code=CHAOYANG,
    )
    assert sorted({period for (period,) in rows}) == ["2023-01", "2023-02", "2023-03"]


def one_month(month: str, **cells: Cell) -> bytes:
    row = village_row(HOMES[0], 入户日期=f"{month}-10", **cells)
    return village(SHUANGSHENG, month, [row])


def rules(warehouse: Warehouse, file_name: str) -> list[str]:
    return [finding.rule for finding in warehouse.findings(file_name)]


def test_cost_that_arrives_or_is_corrected_late_reaches_the_last_month_of_the_income_year(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2022-06", "花名册.xlsx", roster(roster_rows(HOMES)))
    own_landing.put(
        "village_submission", "2023-09", "九月.xlsx", one_month("2023-09", 种植业收入=9000)
    )
    own_landing.put(
        "village_submission", "2023-10", "下年.xlsx", one_month("2023-10", 种植业收入=1)
    )
    own_warehouse.take(own_landing)
    assert rules(own_warehouse, "九月.xlsx") == ["W05"]

    october = ("village_submission", "2022-10")
    own_landing.put(*october, "十月.xlsx", one_month("2022-10", 生产经营性支出=700))
    own_warehouse.take(own_landing)
    assert rules(own_warehouse, "九月.xlsx") == []
    assert rules(own_warehouse, "下年.xlsx") == ["W05"]  # another income year

    own_landing.put(*october, "十月更正.xlsx", one_month("2022-10", 生产经营性支出=0))
    own_warehouse.take(own_landing)
    assert rules(own_warehouse, "九月.xlsx") == ["W05"]

    earlier = datetime(2022, 11, 1, tzinfo=SHANGHAI).isoformat()
    own_landing.put(*october, "更早.xlsx", one_month("2022-10", 生产经营性支出=5), sent_at=earlier)
    own_warehouse.take(own_landing)
    assert own_warehouse.load("更早.xlsx").status == "superseded"
    assert rules(own_warehouse, "九月.xlsx") == ["W05"]


def test_a_roster_that_arrives_late_takes_a_month_out_of_the_row_of_equal_wages(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2022-06", "花名册.xlsx", roster(roster_rows(HOMES)))
    for month in MONTHS[:7]:
        own_landing.put(
            "village_submission", month, f"{month}.xlsx", one_month(month, 务工收入=800)
        )
    own_warehouse.take(own_landing)
    assert rules(own_warehouse, "2022-11.xlsx") == ["W03"]
    assert rules(own_warehouse, "2022-12.xlsx") == ["W03"]

    own_landing.put("household_roster", "2022-08", "八月缺户.xlsx", roster(roster_rows(HOMES[1:])))
    own_landing.put("household_roster", "2022-09", "九月.xlsx", roster(roster_rows(HOMES)))
    own_warehouse.take(own_landing)
    assert rules(own_warehouse, "2022-08.xlsx") == ["V01"]
    assert rules(own_warehouse, "2022-11.xlsx") == []
    assert rules(own_warehouse, "2022-12.xlsx") == []


def test_a_superseded_month_keeps_its_findings_and_is_judged_by_the_other_months_in_force(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2022-06", "花名册.xlsx", roster(roster_rows(HOMES)))
    for month in MONTHS[:6]:
        own_landing.put(
            "village_submission", month, f"{month}.xlsx", one_month(month, 务工收入=800)
        )
    own_warehouse.take(own_landing)
    place = ("village_submission", "2022-11")
    own_landing.put(*place, "十一月更正.xlsx", one_month("2022-11", 务工收入=900))
    own_warehouse.take(own_landing)
    assert own_warehouse.load("2022-11.xlsx").status == "superseded"
    assert rules(own_warehouse, "2022-11.xlsx") == ["W03"]
    assert rules(own_warehouse, "十一月更正.xlsx") == []
    own_landing.put(
        "village_submission", "2022-06", "六月更正.xlsx", one_month("2022-06", 务工收入=1)
    )
    own_warehouse.take(own_landing)
    assert rules(own_warehouse, "2022-11.xlsx") == []
