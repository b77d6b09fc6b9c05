"""The sheet 报送情况 and the notice: files that came, are held or missing, by the contracts."""

from dataclasses import replace
from datetime import date
from typing import Any

from ingestion.contract import load_contracts
from tests.dispatch import sheets
from tests.dispatch.conftest import COUNTY, MONTH
from zengshou.outputs.dispatch import missing_files, not_received
from zengshou.outputs.dispatch.city import city_workbook
from zengshou.outputs.dispatch.county import county_workbook
from zengshou.outputs.dispatch.figures import MonthFigures


def file_due(**changed: Any) -> dict[str, Any]:
    """A department's file of the month that did not come."""
    row = {
        "feed_name": "脱贫人口务工台账",
        "kind_name": None,
        "sender": "就业服务中心",
        "division_code": "2305",
        "division_name": "双鸭山市",
        "county_code": None,
        "covers": "whole",
        "rhythm": "month",
        "month": MONTH,
        "income_year": 2023,
        "due_date": date(2023, 7, 5),
        "is_due_now": True,
        "units_expected": 1,
        "units_received": 0,
        "units_on_time": 0,
        "units_missing": 1,
        "units_held": 0,
        "status": "missing",
        "message": None,
    }
    return row | changed


def test_every_feed_due_in_the_month_has_a_line_for_its_unit(june: MonthFigures) -> None:
    due = [row for row in june.feeds if row["is_due_now"]]
    expected = {feed: one for feed, one in load_contracts().items() if one.due_day is not None}
    monthly = {feed for feed, one in expected.items() if one.period == "month"}
    quarterly = {feed for feed, one in expected.items() if one.period == "quarter"}
    assert {row["feed"] for row in due} == monthly | quarterly
    own = sheets.table(county_workbook(june, COUNTY), "报送情况")
    assert {row["范围"] for row in own} == {"双鸭山市", "集贤县"}
    whole = sheets.table(city_workbook(june), "报送情况")
    names = {row["division_name"] for row in june.counties}
    assert {row["范围"] for row in whole} == names | {"双鸭山市"}
    assert sum(row["应报(份)"] for row in whole if row["所属期"] == "2023年6月") == sum(
        row["units_expected"] for row in due if row["feed"] in monthly
    )


def test_a_held_file_says_why_without_the_administrators_command(june: MonthFigures) -> None:
    said = "本次只有9行，已暂缓，请联系管理员确认（zengshou loads confirm 7）。"
    held = file_due(status="held", units_held=1, message=said)
    yearly = file_due(rhythm="year", is_due_now=False, feed_name="家庭收入明细表")
    figures = replace(june, feeds=[held, yearly])
    workbook = county_workbook(figures, COUNTY)
    first, second = sheets.table(workbook, "报送情况")
    assert (first["情况"], first["缺报(份)"], first["暂缓(份)"]) == ("暂缓", 1, 1)
    assert first["暂缓或退回的原因"] == "本次只有9行，已暂缓，请联系管理员确认。"
    assert (second["所属期"], second["情况"]) == ("2023年度", "未报")
    assert "本期缺报 1 份；此前一年仍缺 1 份" in sheets.note(workbook, "报送情况")
    (line,) = [row for row in sheets.table(workbook, "概况") if row["指标"] == "部门数据缺报"]
    assert (line["数值"], line["说明"]) == (1, "见“报送情况”，其中暂缓 1 份")


def test_the_notice_counts_files_by_feed_and_names_no_village(june: MonthFigures) -> None:
    kinds = [
        file_due(feed_name="医疗保险参保及结算明细", kind_name="参保", units_held=1),
        file_due(feed_name="家庭收入明细表", rhythm="year", covers="county"),
        file_due(feed_name="家庭收入明细表", rhythm="year", covers="county"),
        file_due(covers="village", feed_name="收支月报"),
        file_due(is_due_now=False, feed_name="上月的表"),
    ]
    said = missing_files(replace(june, feeds=kinds))
    assert said == (
        "2023年6月部门数据：医疗保险参保及结算明细（参保）缺报 1 份；家庭收入明细表缺报 2 份；"
        "医疗保险参保及结算明细（参保）暂缓 1 份。"
    )
    assert missing_files(replace(june, feeds=[])) is None
    both = not_received(replace(june, feeds=kinds[:1]))
    assert both is not None
    assert both.startswith("2023年6月收支月报：集贤县迟报 1 村")
    assert both.endswith("暂缓 1 份。")
