"""A county's workbook says what the marts say, asks for what is open, and prints."""

import re
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from tests.dispatch import sheets
from tests.dispatch.conftest import COUNTY, MONTH, SILENT_COUNTY
from zengshou.assessment.releases.content import rows
from zengshou.outputs.dispatch import words
from zengshou.outputs.dispatch.county import county_workbook
from zengshou.outputs.dispatch.figures import MonthFigures
from zengshou.warehouse.income_streams import STREAMS

STATES = """
select
    household_id, rule,
    case
        when status = 'verified' then '属实在办'
        when overdue then '逾期未核实'
        when opened_month = month then '本月新增'
        else '待核实'
    end as state
from marts.warning
where month = :month and county_code = :county and status in ('open', 'verified')
"""


@pytest.fixture(scope="module")
def workbook(june: MonthFigures) -> bytes:
    return county_workbook(june, COUNTY)


def query(city: sa.Engine, text: str) -> list[dict[str, Any]]:
    with city.connect() as connection:
        return rows(connection, text, month=MONTH, county=COUNTY)


def test_it_has_a_sheet_for_each_thing_a_county_is_asked(workbook: bytes) -> None:
    assert sheets.names(workbook) == [
        *(
            "概况",
            "报送情况",
            "未报迟报村",
            "重点户",
            "预警台账",
            "清单办理情况",
            "未兑现政策线索",
            "资金去向",
            "收入构成",
            "分乡镇",
            "数据质量",
            "填报负担",
        ),
    ]


def test_the_overview_gives_the_figures_of_the_marts(workbook: bytes, city: sa.Engine) -> None:
    shown = {row["指标"]: row["数值"] for row in sheets.table(workbook, "概况")}
    (score,) = query(
        city,
        "select * from marts.county_score_month "
        "where as_of_month = :month and county_code = :county",
    )
    (month,) = query(
        city,
        "select * from marts.division_month where month = :month and division_code = :county",
    )
    assert shown["脱贫户和监测对象"] == month["households"]
    assert shown["人均纯收入（本年累计）"] == pytest.approx(float(month["ytd_per_capita"]))
    assert shown["人均纯收入（上年同期）"] == pytest.approx(float(month["prior_ytd_per_capita"]))
    assert shown["增速"] == pytest.approx(float(score["growth"]))
    assert shown["目标增速"] == pytest.approx(float(score["target_growth"]))
    assert shown["预计全年增速"] == pytest.approx(float(score["projected_growth"]))
    assert shown["名次"] == score["rank"]
    assert (shown["应报村"], shown["按时"], shown["迟报"]) == (1, 0, 1)
    assert "未报" not in shown, "no line for what there is none of"


def test_a_late_village_is_told_by_how_much_and_how_often(workbook: bytes) -> None:
    (late,) = sheets.table(workbook, "未报迟报村")
    assert (late["情况"], late["迟报(天)"], late["本年度未按时(次)"]) == ("迟报", 3, 1)
    assert (late["报送截止日"], late["首次收到"]) == ("2023-07-05", "2023-07-08")


def test_a_silent_village_is_missing_and_has_no_rate(june: MonthFigures) -> None:
    made = county_workbook(june, SILENT_COUNTY)
    (missing,) = sheets.table(made, "未报迟报村")
    assert (missing["情况"], missing["首次收到"], missing["迟报(天)"]) == ("未报", "—", "—")
    assert "未报 1 个，迟报 0 个" in sheets.note(made, "未报迟报村")
    (quality,) = sheets.table(made, "数据质量")
    assert quality["合格率"] == "—", "nothing received is no rate of zero"


def test_focus_lists_are_those_of_the_mart_and_say_what_is_missing(
    workbook: bytes, city: sa.Engine
) -> None:
    shown = sheets.table(workbook, "重点户")
    listed = query(
        city,
        "select household_id, list, reason, measure from marts.household_focus "
        "where month = :month and county_code = :county",
    )
    assert {(row["户编号"], row["清单"]) for row in shown} == {
        (row["household_id"], words.LISTS[row["list"]]) for row in listed
    }
    assert len(shown) == len(listed) > 0
    lacking = {(row["户编号"], row["清单"]) for row in shown if "原因" in row["待补"]}
    assert lacking == {
        (row["household_id"], words.LISTS[row["list"]]) for row in listed if row["reason"] is None
    }


def test_only_masked_names_are_shown(workbook: bytes) -> None:
    people = [
        row["户主"] for name in ("重点户", "预警台账") for row in sheets.table(workbook, name)
    ]
    assert people
    assert all(re.fullmatch(r".\*+|—", name) for name in people)


def test_the_worklist_is_every_warning_that_asks_for_work_and_no_other(
    workbook: bytes, city: sa.Engine
) -> None:
    shown = sheets.table(workbook, "预警台账")
    names = {row["code"]: row["name_zh"] for row in query(city, "table reference.warning_rules")}
    expected = {
        (row["household_id"], names[row["rule"]], row["state"]) for row in query(city, STATES)
    }
    assert {(row["户编号"], row["预警事项"], row["办理状态"]) for row in shown} == expected
    assert len(shown) == len(expected) > 0


def test_the_most_pressing_warnings_come_first(workbook: bytes) -> None:
    levels = list(words.LEVELS.values())
    order = [
        (words.TO_DO.index(row["办理状态"]), levels.index(row["等级"]))
        for row in sheets.table(workbook, "预警台账")
    ]
    assert order == sorted(order)


def test_each_warning_names_the_file_and_row_it_rests_on(workbook: bytes, city: sa.Engine) -> None:
    files = {
        (row["household_id"], f"{row['file_name']} 第 {row['row_number']} 行")
        for row in query(city, "select * from marts.warning_evidence where month = :month")
    }
    for row in sheets.table(workbook, "预警台账"):
        assert (row["户编号"], row["依据(文件和行)"].split("，共")[0]) in files


def test_streams_are_those_of_the_mart(workbook: bytes, city: sa.Engine) -> None:
    (income,) = query(
        city,
        "select * from marts.division_income_month "
        "where month = :month and division_code = :county",
    )
    shown = {row["项目"]: row for row in sheets.table(workbook, "收入构成")}
    for code, name in STREAMS.items():
        to_date, month_before = income[f"ytd_{code}"], income[f"prior_{code}"]
        assert shown[name]["本年累计(万元)"] == pytest.approx(float(to_date) / 10_000)
        assert shown[name]["上年同月(万元)"] == pytest.approx(float(month_before) / 10_000)
    total = shown["纯收入合计"]
    grown = income["ytd_net_income"] / income["prior_ytd_net_income"] - 1
    assert total["同比增速"] == pytest.approx(float(grown))
    assert sum(row["占四项收入比重"] for row in shown.values() if row["占四项收入比重"] != "—") == (
        pytest.approx(1)
    )


def test_data_quality_is_that_of_the_villages(workbook: bytes, city: sa.Engine) -> None:
    shown = {row["村"]: row for row in sheets.table(workbook, "数据质量")}
    villages = query(
        city,
        "select division_name, rows_received, rows_rejected from marts.submission_status "
        "inner join marts.dim_division on village_code = division_code "
        "where month = :month and submission_status.county_code = :county and expected",
    )
    assert {name: (row["收到(行)"], row["退回(行)"]) for name, row in shown.items()} == {
        row["division_name"]: (row["rows_received"], row["rows_rejected"]) for row in villages
    }


def test_it_prints_on_a4_with_headings_on_every_page_and_holds_no_formula(workbook: bytes) -> None:
    found = sheets.parts(workbook)
    pages = [xml for name, xml in found.items() if name.startswith("xl/worksheets/sheet")]
    for xml in pages:
        assert 'paperSize="9"' in xml
        assert 'orientation="landscape"' in xml
        assert 'state="frozen"' in xml
        assert not re.search(r"<f[ >]", xml)
    assert found["xl/workbook.xml"].count("_xlnm.Print_Titles") == len(pages)


def test_the_same_figures_give_the_same_bytes(june: MonthFigures, workbook: bytes) -> None:
    assert county_workbook(june, COUNTY) == workbook


SHARE, PER_PERSON = "share", "yuan per person"
SAID = {
    ("income_drop", SHARE, "0.4525", "0.3"): "近3个月纯收入同比下降 45.25%（界限 30.00%）",
    (
        "spending_surge",
        SHARE,
        "1.2",
        "1",
    ): "近3个月刚性支出相当于年纯收入的 120.00%（界限 100.00%）",
    ("medical_burden", "yuan", "12345.6", "10000"): (
        "本年度医疗自付 12,345.60 元（界限 10,000.00 元）"
    ),
    ("below_range", PER_PERSON, "7012.345", "7500"): (
        "预计全年人均纯收入 7,012.35 元，低于界限 7,500.00 元"
    ),
    ("below_line", PER_PERSON, "9100", "10000"): (
        "预计全年人均纯收入 9,100.00 元，低于 10,000.00 元"
    ),
    ("projected_decrease", SHARE, "0.0307", "0"): (
        "预计全年人均纯收入比上年减少 3.07%（界限 不减）"
    ),
    ("uninsured", "persons", "2", "1"): "2 人未参加基本医疗保险",
    ("idle_public_post", "persons", "1", "1"): "1 人领取公益性岗位工资但出勤为 0 天",
    ("of_tomorrow", SHARE, "0.5", "0.4"): "监测值 50.00%（界限 40.00%）",
}


@pytest.mark.parametrize(("seen", "said"), SAID.items())
def test_what_was_seen_is_said_in_words(seen: tuple[str, str, str, str], said: str) -> None:
    rule, unit, value, bound = seen
    warning = {"rule": rule, "observed_unit": unit}
    figures = {"observed": Decimal(value), "threshold": Decimal(bound)}
    assert words.observed(warning | figures) == said


def test_every_rule_that_warns_has_its_words(city: sa.Engine) -> None:
    rules = {row["rule"] for row in query(city, "table reference.warning_levels")}
    assert rules == set(words.OBSERVED)


def test_the_burden_of_reporting_is_told_for_the_county_and_its_townships(
    workbook: bytes, city: sa.Engine
) -> None:
    county, *townships = sheets.table(workbook, "填报负担")
    (known,) = query(
        city,
        "select * from marts.submission_burden where month = :month and division_code = :county",
    )
    assert county["减少填报"] == pytest.approx(float(known["share_saved"]))
    assert county["每户需填-空白表(格)"] > county["每户需填-预填表(格)"] > 0
    assert sum(row["已报(户)"] for row in townships) == county["已报(户)"] > 0
