"""Growth stands beside its coverage; below the gate there is no rank and no flag, but a reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tests.dispatch import sheets
from zengshou.outputs import comparison
from zengshou.outputs.dispatch.city import city_workbook, watch_reasons
from zengshou.outputs.dispatch.county import county_workbook
from zengshou.outputs.dispatch.figures import MonthFigures


def row(**changed: Any) -> dict[str, Any]:
    """A division whose villages all reported in both years."""
    made: dict[str, Any] = {
        "division_code": "230523",
        "prior_per_capita": Decimal(1),
        "village_months_expected": 120,
        "village_months_received": 120,
        "prior_village_months_expected": 90,
        "prior_village_months_received": 90,
        "is_comparable": True,
        "coverage": Decimal(1),
    }
    return made | changed


def missing(village: str, *months: date, is_prior: bool = False) -> list[dict[str, Any]]:
    """Months of a village that never came."""
    return [
        {
            "county_code": "230523",
            "township_code": "230523100000",
            "village_code": village,
            "village_name": f"{village}村",
            "month": month,
            "is_prior": is_prior,
        }
        for month in months
    ]


def test_the_difference_is_growth_minus_matched_growth_in_percentage_points() -> None:
    assert comparison.matched_in_words(Decimal("-0.0117"), Decimal("0.0771")) == (
        "同户同月增速 7.71%，与同户同月口径之差 -8.88 个百分点"
    )
    assert comparison.matched_in_words(None, Decimal("0.07")) == "同户同月增速 7.00%"
    assert comparison.matched_in_words(Decimal(1), None) == "无同户同月可比数据"


def test_coverage_is_told_for_both_years_or_the_annual_table() -> None:
    assert comparison.coverage_in_words(row()) == "本年已报 120/120 村月，上年同期已报 90/90 村月"
    annual = row(prior_village_months_expected=0)
    assert comparison.coverage_in_words(annual).endswith("上年按年度收入明细表")
    first = row(prior_village_months_expected=0, prior_per_capita=None)
    assert comparison.coverage_in_words(first) == "本年已报 120/120 村月"


def test_missing_reports_are_spoken_of_only_where_there_are_any() -> None:
    gone = [
        *missing("甲", date(2022, 12, 1), date(2023, 5, 1)),
        *missing("乙", date(2021, 11, 1), is_prior=True),
    ]
    assert comparison.why_incomparable(row(), gone) is None
    low = row(is_comparable=False)
    assert comparison.why_incomparable(low, gone) == (
        "本年缺报 2 村月：甲村（2022年12月、2023年5月）；上年同期缺报 1 村月：乙村（2021年11月）"
    )
    by_table = row(is_comparable=False, prior_village_months_expected=0)
    said = comparison.why_incomparable(by_table, gone)
    assert said is not None
    assert "上年" not in said
    few_rows = row(is_comparable=False, coverage=Decimal("0.9"))
    assert comparison.why_incomparable(few_rows, []) == "数据覆盖率 90.00%，低于标准"


def test_a_county_below_the_gate_has_no_rank_and_no_flag(june: MonthFigures) -> None:
    first, *others = june.counties
    low = {
        **first,
        "is_comparable": False,
        "on_watch_list": True,
        "treatment": "约谈提醒、挂牌督办",
        "prior_village_months_received": 1,
    }
    code = first["division_code"]
    gone = [{**one, "county_code": code} for one in missing("甲", date(2022, 12, 1))]
    figures = replace(june, standing=[low, *others, june.city], missing=gone)
    whole = city_workbook(figures)
    shown = sheets.table(whole, "排名")[0]
    assert (shown["名次"], shown["与目标比"], shown["当前处理"]) == ("不可比",) * 3
    assert shown["不可比的原因"] == "本年缺报 1 村月：甲村（2022年12月）"
    (flag,) = [one for one in watch_reasons(figures) if one["division_code"] == code]
    assert (flag["current"], flag["risk"]) == ("不可比", "不可比")
    assert "%" not in flag["why"]
    listed = [one for one in watch_reasons(figures) if one["current"] != "不可比"]
    note = sheets.note(whole, "督办名单")
    assert f"{len(listed)} 个县(区)挂牌督办，另有 1 个不可比，补报后再定" in note
    lines = {one["指标"]: one for one in sheets.table(county_workbook(figures, code), "概况")}
    assert lines["名次"]["数值"] == "不可比"
    for rate in ("增速", "预计全年增速"):
        assert lines[rate]["数值"] == shown[rate] == "不可比"
    assert lines["与同户同月口径之差"]["数值"] == shown["与同户同月口径之差(百分点)"] == "—"
    assert lines["增速"]["说明"] == "不可比：本年缺报 1 村月：甲村（2022年12月）"


def test_every_rate_of_a_table_stands_beside_its_coverage(june: MonthFigures) -> None:
    for found in (
        sheets.table(city_workbook(june), "排名"),
        sheets.table(county_workbook(june, june.counties[0]["division_code"]), "分乡镇"),
    ):
        assert found
        for one in found:
            assert "/" in one["本年村月(已报/应报)"]
            assert "与同户同月口径之差(百分点)" in one
