"""A thirteenth feed is one file, its contract: a quarter, groups, units, subtotals, no code."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingestion.contract import load_contract, load_contracts
from ingestion.database import migrate
from tests.gate.conftest import NewWarehouse
from tests.gate.landing_files import Cell, Landing, workbook
from tests.gate.people import BAOSHAN, CHAOYANG, NOWHERE, SHUANGSHENG
from tests.gate.warehouses import Finding, Warehouse
from zengshou.jobs.trial import tell_feed

FEED = "toy_water"
CONTRACT = """\
# 农村供水工程投资 — a feed that exists in this test only
feed: toy_water
title: 农村供水工程投资
title_en: Rural water supply
owner: {sender: 水务局, sender_en: water bureau}
period: quarter
due_day: 8
form: xlsx
replaces: county
parts:
  - table: toy_water
    title: 供水工程
    one_row_is: a village's year to date
    layout: {sheet: first, header_row: 3, subtotals: true}
    county: village_code
    key: [village_code]
    columns:
      village_code: {header: 村代码, type: code}
      village_name: {header: 村名}
      planned_central: {header: 计划投资·中央, group: 计划投资, type: money, unit: yuan}
      planned_local: {header: 计划投资·地方, group: 计划投资, type: money, unit: yuan}
      done_central: {header: 完成投资·中央, group: 完成投资, type: money, unit: yuan}
      done_local: {header: 完成投资·地方, group: 完成投资, type: money, unit: yuan}
      done_on: {header: 完工日期, type: date, optional: true}
    rules:
      Y02:
        severity: reject
        message: 金额无法识别或为负数。
        expect: readable
        negative: false
        columns: &money [planned_central, planned_local, done_central, done_local]
      Y03: {severity: reject, message: 村代码不明。, expect: known_village, column: village_code}
      Y04: {severity: reject, message: 同一村重复。, expect: unique, by: [village_code]}
      Y11:
        severity: warn
        message: 小计不符。
        expect: subtotals_match
        columns: *money
        tolerance: 0.01
      Y12:
        severity: warn
        message: 完成投资小于上一季度所报。
        expect: not_lower_than_before
        columns: [done_central, done_local]
        by: [village_code]
"""
UPPER: list[Cell] = ["村代码", "村名", "计划投资（万元）", None, "完成投资", None]
LOWER: list[Cell] = [None, None, "中央", "地方", "中央", "地方"]
FIRST, SECOND = ("2023-03", "一季度.xlsx"), ("2023-06", "二季度.xlsx")
FIGURES = f"""
select row_number, cell.money(planned_central)::text, cell.money(planned_local)::text,
    cell.money(done_central)::text, cell.money(done_local)::text
from raw.{FEED} inner join ops.load using (load_id)
where file_name = :name and not is_total order by row_number
"""


def water(*rows: Sequence[Cell], upper: Sequence[Cell] = UPPER) -> bytes:
    """The bureau's workbook: a title, two header rows, villages and subtotals."""
    return workbook({"供水": [["农村供水工程投资"], list(upper), LOWER, *map(list, rows)]})


@pytest.fixture(scope="module")
def sent(new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Two quarters of the feed, and a file in a folder that is no quarter's."""
    folder = tmp_path_factory.mktemp("toy")
    path = folder / f"{FEED}.yml"
    path.write_text(CONTRACT, encoding="utf-8")
    made = new_warehouse()
    made.contracts = made.contracts | {FEED: load_contract(path)}
    migrate(made.engine, made.contracts)
    landing = Landing(folder / "landing")
    first = water(
        [SHUANGSHENG, "双胜", 1.5, 2, 8000, "1,000"],
        [CHAOYANG, "朝阳", 3, "约4", 500, 0],
        ["小计", None, 4.5, 2, 8500, 999],
        [BAOSHAN, "宝山", "0.00005", None, 700, "￥20"],
        [NOWHERE, "无此村", 1, 1, 1, 1],
        ["七星镇小计", None, "1.00005", 1, 701, 21],
        ["总计", None, 99, 99, 99, 99],
    )
    landing.put(FEED, *FIRST, first)
    second = water(
        [SHUANGSHENG, "双胜", 1, 1, 7999.99, 1000],
        [CHAOYANG, "朝阳", 3, 4, 500, 0],
        [BAOSHAN, "宝山", 0, 0, 700, 19.99],
        [CHAOYANG[:-3] + "203", "某村", 1, 1, 1, 1],
        upper=["村代码", "村名", "计划投资", None, "完成投资", None],
    )
    landing.put(FEED, *SECOND, second)
    landing.put(FEED, "2023-05", "五月.xlsx", first)
    made.take(landing)
    return made


def test_its_figures_are_yuan_whatever_the_unit_of_a_group(sent: Warehouse) -> None:
    assert sent.query(FIGURES, name=FIRST[1]) == [
        (4, "15000.00", "20000.00", "8000.00", "1000.00"),
        (5, "30000.00", None, "500.00", "0.00"),
        (7, "0.50", "0", "700.00", "20.00"),
        (8, "10000.00", "10000.00", "1.00", "1.00"),
    ]
    assert sent.query(FIGURES, name=SECOND[1])[0][1] == "1.00"


def test_subtotals_and_the_total_are_no_received_rows(sent: Warehouse) -> None:
    assert sent.load(FIRST[1]).counts == (4, 2, 2, 0, 0)


def test_each_rule_tells_the_row_and_column(sent: Warehouse) -> None:
    assert told(sent.findings(FIRST[1])) == [
        (5, "Y02", "reject", "计划投资·地方"),
        (6, "Y11", "warn", "完成投资·地方"),
        (8, "Y03", "reject", "村代码"),
    ]


def test_a_figure_is_compared_with_the_quarter_before(sent: Warehouse) -> None:
    rows = [finding for finding in sent.findings(SECOND[1]) if finding.rule == "Y12"]
    assert told(rows) == [
        (4, "Y12", "warn", "完成投资·中央"),
        (6, "Y12", "warn", "完成投资·中央"),
    ]


def test_a_month_that_ends_no_quarter_is_refused(sent: Warehouse) -> None:
    assert sent.load("五月.xlsx").status == "rejected"
    assert told(sent.findings("五月.xlsx")) == [(None, "F07", "reject", None)]


def test_its_counties_are_in_force_apart(sent: Warehouse) -> None:
    units = "select unit from ops.current_unit where feed = :feed and period = '2023-03' order by 1"
    assert sent.query(units, feed=FEED) == [(SHUANGSHENG[:6],), (BAOSHAN[:6],)]


def test_its_headers_tell_it_from_the_others(sent: Warehouse) -> None:
    found = tell_feed(sent.contracts, water([SHUANGSHENG, "双胜", 1, 2, 3, 4]), sent.settings)
    assert found.feed == FEED


def test_nothing_but_the_contract_knows_it() -> None:
    root = Path(__file__).parents[2]
    assert FEED not in load_contracts()
    for folder in ("ingestion", "expectations", "zengshou", "dbt_project/models", "dags"):
        for path in (root / folder).rglob("*.*"):
            if path.suffix in (".py", ".sql", ".yml"):
                assert FEED not in path.read_text(encoding="utf-8")


def told(findings: list[Finding]) -> list[tuple[int | None, str, str, str | None]]:
    return [(one.row_number, one.rule, one.severity, one.column) for one in findings]
