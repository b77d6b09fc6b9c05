"""The report says what the figures say, and says so where they say nothing."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.dispatch.figures import county, entry, quarter, streams, township, village
from zengshou.outputs.dispatch.figures import growth, share
from zengshou.outputs.measures.figures import Indicator, MeasureFigures, WorkList
from zengshou.outputs.measures.plan import Clause
from zengshou.outputs.quarterly_report import income, paths, work, worklists

START = "截至6月底，全县有脱贫户和监测对象 200 户、450 人，"


NOW = "本年度累计人均纯收入"
THAN = "比上年同期"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {},
            (
                f"{NOW} 11,000.00 元，{THAN}增加 1,000.00 元，增长 10.00%，"
                "高于目标 2.00 个百分点（目标 8.00%）。"
            ),
        ),
        (
            {"per_capita": Decimal(10800)},
            f"{NOW} 10,800.00 元，{THAN}增加 800.00 元，增长 8.00%，与目标持平（目标 8.00%）。",
        ),
        (
            {"per_capita": Decimal(10100)},
            (
                f"{NOW} 10,100.00 元，{THAN}增加 100.00 元，增长 1.00%，"
                "低于目标 7.00 个百分点（目标 8.00%）。"
            ),
        ),
        (
            {"per_capita": Decimal(9500)},
            (
                f"{NOW} 9,500.00 元，{THAN}减少 500.00 元，下降 5.00%，"
                "低于目标 13.00 个百分点（目标 8.00%）。"
            ),
        ),
        (
            {"per_capita": Decimal(10000)},
            f"{NOW} 10,000.00 元，{THAN}持平，低于目标 8.00 个百分点（目标 8.00%）。",
        ),
        (
            {"target_growth": None},
            f"{NOW} 11,000.00 元，{THAN}增加 1,000.00 元，增长 10.00%，本年度没有增速目标。",
        ),
        (
            {"prior_per_capita": None},
            f"{NOW} 11,000.00 元；上年同期没有数据，无法计算增速。",
        ),
        (
            {"prior_per_capita": Decimal(0)},
            f"{NOW} 11,000.00 元；上年同期人均纯收入为 0.00 元，不能作为计算增速的基数。",
        ),
        (
            {"prior_per_capita": Decimal(-50)},
            f"{NOW} 11,000.00 元；上年同期人均纯收入为 -50.00 元，不能作为计算增速的基数。",
        ),
        ({"per_capita": None}, "尚无采用的收入数据，无法计算人均纯收入和增速。"),
    ],
)
def test_income_against_last_year_and_target(changed: dict[str, Any], said: str) -> None:
    assert income.overall(quarter(county=county(**changed))) == START + said


def test_below_the_coverage_gate_no_rate_is_told() -> None:
    low = county(is_comparable=False, village_months_received=7, coverage=Decimal("0.8"))
    made = quarter(county=low, income={**quarter().income, "is_comparable": False})
    said = income.overall(made) + income.compared(made) + income.composition(made)
    assert "上年同期为 10,000.00 元；数据不可比，不计算增速，不与目标比较（目标 8.00%）。" in said
    assert "同比" not in said
    assert "增长" not in said
    assert "口径之差" not in said
    assert said.endswith("缺报较多，与上年同期不可比。")


def test_at_the_years_end_the_whole_year_counts() -> None:
    figures = quarter(is_year_end=True)
    assert "全年人均纯收入 11,000.00 元，比上年增加" in income.overall(figures)
    assert income.projection(figures) == (
        "年度考核试算得分 91.20 分，等次为好，在 8 个县(区)中居第 2 位；以正式发布为准。"
    )


def test_a_district_calls_itself_a_district() -> None:
    figures = quarter(county=county(division_name="尖山区"))
    assert income.overall(figures).startswith("截至6月底，全区有")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {},
            "按目前进度预计，全年人均纯收入 15,000.00 元，比上年增长 9.00%，达到 8.00% 的目标。",
        ),
        (
            {"projected_growth": Decimal("-0.02"), "on_watch_list": True},
            (
                "按目前进度预计，全年人均纯收入 15,000.00 元，比上年下降 2.00%，"
                "低于目标 10.00 个百分点，存在减收风险，列入全市挂牌督办名单。"
            ),
        ),
        ({"projected_growth": None}, "本年度目标增速 8.00%；数据不足，无法预计全年增速。"),
        (
            {"target_growth": None},
            "全市上年度增速尚无法计算，本年度没有增速目标，不作达标研判。",
        ),
    ],
)
def test_the_year_as_projected(changed: dict[str, Any], said: str) -> None:
    assert income.projection(quarter(county=county(**changed))) == said


def test_streams_that_fell_are_named() -> None:
    figures = quarter(streams=streams("1000", "1000", wage="1200", property="400"))
    assert income.composition(figures) == (
        "4—6月四项收入合计 0.36 万元。其中：工资性收入 0.12 万元，占 33.33%，同比增长 20.00%；"
        "生产经营性收入 0.10 万元，占 27.78%，同比持平；"
        "财产性收入 0.04 万元，占 11.11%，同比下降 60.00%；"
        "转移性收入 0.10 万元，占 27.78%，同比持平。同比下降的是财产性收入。"
    )


def test_a_stream_that_was_zero_or_unknown_has_no_rate() -> None:
    said = income.composition(quarter(streams=streams("100", "0", prior_wage=None)))
    assert "工资性收入 0.01 万元，占 25.00%，上年同期无数据" in said
    assert "财产性收入 0.01 万元，占 25.00%，上年同期为零，不计算增速" in said
    assert "下降" not in said


def test_a_quarter_without_income_says_so() -> None:
    empty = streams("0", None)
    said = "4—6月没有采用的收入数据。"
    assert income.composition(quarter(streams=empty)) == said
    assert income.composition(quarter(streams=dict.fromkeys(empty) | {"months": 0})) == said


def test_townships_are_named_where_they_miss_the_target_or_fall() -> None:
    figures = quarter(
        townships=[
            township("甲镇", "11000", "10000"),
            township("乙镇", "10100", "10000"),
            township("丙乡", "9000", "10000"),
            township("丁乡", "9000", None),
        ]
    )
    assert income.townships(figures) == (
        "3 个乡镇可比，其中 1 个达到 8.00% 的目标。"
        "未达到的是乙镇（增长 1.00%）、丙乡（下降 10.00%）。无法计算增速的是丁乡。"
    )
    missed = quarter(townships=figures.townships[1:3])
    assert income.townships(missed).startswith("2 个乡镇可比，均未达到 8.00% 的目标。")
    without = quarter(townships=figures.townships[:1], county=county(target_growth=None))
    assert income.townships(without) == "1 个乡镇可比，本年度没有目标，不作达标比较。"
    assert income.townships(quarter(townships=[])) == "各乡镇均无法计算同比增速。"


def test_late_and_silent_villages_are_named() -> None:
    figures = quarter(villages=[village("东村", late=1), village("西村", missing=2)])
    assert work.reporting(figures) == (
        "本季度应报送 6 村次，按时 3 村次，按时报送率 50.00%。迟报 1 村次：东村（1次）。"
        "未报 2 村次：西村（2次）。6月收支月报收到 200 行，没有退回。"
    )
    assert work.reporting(quarter(villages=[])) == "本季度没有应报送的村。"


def test_many_villages_are_not_all_named() -> None:
    figures = quarter(villages=[village(f"{number}村", late=1) for number in range(10, 20)])
    assert work.reporting(figures).count("村（1次）") == work.MOST_NAMES
    assert "等 10 个村" in work.reporting(figures)


def test_focus_households_are_counted_once_and_missing_reasons_told() -> None:
    figures = quarter(
        focus=[
            entry("1", "decreased_last_year", "因病"),
            entry("1", "projected_decrease", "因病"),
            entry("2", "projected_decrease", None),
        ]
    )
    assert work.focus(figures) == (
        "季末重点关注 2 户，其中上年减收 1 户、预计减收 2 户（缺原因 1 户），"
        "同一户可在几张清单上。已填原因以因病 1 户为多。"
    )
    assert work.focus(quarter()) == "季末没有列入重点关注清单的户。"


def test_warnings_opened_and_waiting() -> None:
    figures = quarter(
        opened=[
            {"level": "red", "status": "open"},
            {"level": "yellow", "status": "resolved"},
            {"level": "yellow", "status": "dismissed"},
        ],
        to_do=Counter({("逾期未核实", "红"): 2, ("属实在办", "黄"): 1}),
    )
    assert work.warnings(figures) == (
        "本季度新增预警 3 条（红色 1 条、黄色 2 条）。其中经核实属实 1 条、不属实 1 条。"
        "季末待办预警 3 条：逾期未核实 2 条、属实在办 1 条。"
    )
    assert work.warnings(quarter()) == "本季度没有新增预警。季末没有待办预警。"


def test_where_nothing_is_wrong_nothing_is_to_be_done() -> None:
    assert work.tasks(quarter()) == []


def test_each_thing_that_is_wrong_has_its_task() -> None:
    figures = quarter(
        county=county(
            per_capita=Decimal(9500),
            projected_growth=Decimal("0.01"),
            on_watch_list=True,
            coverage=Decimal("0.9"),
            status="provisional",
        ),
        townships=[township("丙乡", "9000", "10000")],
        villages=[village("西村", late=1, missing=2)],
        focus=[entry("1", "projected_decrease", None)],
        to_do=Counter({("逾期未核实", "红"): 1, ("逾期未核实", "黄"): 4}),
        rows_rejected=7,
    )
    assert work.tasks(figures) == [
        "增速未达目标：下降 5.00%，低于目标 13.00 个百分点。对照收入构成，逐乡镇找出减收来源。",
        "全年有减收风险：预计全年增长 1.00%，目标为增长 8.00%。对 1 户预计减收户逐户落实帮扶措施。",
        "乡镇收入下降：丙乡人均纯收入低于上年同期。核对数据并逐户查明原因。",
        "报送不及时：本季度迟报 1 村次、未报 2 村次。未报的立即补报，逐村落实报送责任人。",
        "数据不完整：本年度数据覆盖率 90.00%，低于标准，得分为暂定。补齐缺报月份的数据。",
        "原因不清：1 户重点户没有填写收支变化原因。入户核实，在下月收支月报中填写。",
        "核实逾期：5 条预警超过核实期限。先核实其中 1 条红色预警，结果填入跟踪反馈表。",
        "数据被退回：6月有 7 行未采用。按反馈表逐行更正后重新报送。",
    ]


@pytest.mark.parametrize(
    ("now", "before"), [(None, Decimal(1)), (Decimal(1), None), (Decimal(1), Decimal(0))]
)
def test_growth_without_a_base_is_unknown_not_zero(
    now: Decimal | None, before: Decimal | None
) -> None:
    assert growth(now, before) is None


def test_a_share_of_nothing_is_unknown() -> None:
    assert share(0, 0) is None
    assert share(None, 5) is None
    assert share(1, 4) == Decimal("0.25")


def aim(value: str | None, target: str | None = None) -> dict[str, Any]:
    """An indicator's row of June."""
    return {
        "month": date(2023, 6, 1),
        "value": value and Decimal(value),
        "target": target and Decimal(target),
        "previous_value": None,
    }


def item_count(name: str, owner: str, **counts: int) -> dict[str, Any]:
    """Items of a list in a township."""
    kinds = ("items", "open", "overdue", "verified", "resolved", "dismissed", "answered_in_time")
    return {"list_name": name, "owner": owner, **dict.fromkeys(kinds, 0), **counts}


def test_a_path_tells_which_targets_are_missed_and_which_lists_are_late() -> None:
    loans = Clause("四", 13)
    overdue_rate = Indicator("r", "逾期率", loans, lower_is_better=True, adds_up_by_year=False)
    reach = Indicator("s", "满足率", loans, lower_is_better=False, adds_up_by_year=False)
    other = Indicator("t", "参保率", loans, lower_is_better=False, adds_up_by_year=False)
    made = quarter(
        measures=MeasureFigures(
            date(2023, 6, 1),
            (overdue_rate, reach, other),
            (WorkList("a", "贷款逾期", "承贷银行", loans),),
            {
                ("230523", "r"): [aim("0.02", "0.01")],
                ("230523", "s"): [aim("1", "1")],
                ("230523", "t"): [aim(None)],
            },
        ),
        item_counts=[
            item_count("贷款逾期", "承贷银行", items=2, open=2, overdue=1),
            item_count("贷款逾期", "承贷银行", items=1, resolved=1, answered_in_time=1),
        ],
    )
    assert paths.said_of(made, "四") == (
        "有数据的指标 2 项，不适用 1 项；有目标的 2 项，达到 1 项。"
        "未达目标的是逾期率（2.00%，目标不高于 1.00%）。"
        "季末清单在册 3 条，其中逾期未答复 1 条：贷款逾期 1 条。"
    )
    assert paths.said_of(made, "一") == "本季度没有这一路径的指标数据。季末清单没有在册事项。"
    assert worklists.worklists(made) == (
        "季末工作清单在册 3 条，其中待核实 2 条、属实在办 0 条、属实已解决 1 条、不属实 0 条；"
        "按期答复 1 条，占 33.33%。逾期未答复 1 条：承贷银行 1 条。"
    )
    assert "清单逾期：1 条工作清单事项超过核实期限未答复" in "".join(work.tasks(made))


def test_a_county_without_items_says_so() -> None:
    assert worklists.worklists(quarter()) == "季末工作清单没有在册事项。"
