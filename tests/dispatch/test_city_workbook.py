"""The city's summary: ranking, watch list with reasons, counts by county, nobody's household."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from tests.dispatch import sheets
from tests.dispatch.conftest import MONTH
from zengshou.assessment.releases.content import rows
from zengshou.outputs.dispatch import late_villages
from zengshou.outputs.dispatch.city import city_workbook, watch_reasons
from zengshou.outputs.dispatch.figures import MonthFigures


@pytest.fixture(scope="module")
def workbook(june: MonthFigures) -> bytes:
    return city_workbook(june)


def query(city: sa.Engine, text: str) -> list[dict[str, Any]]:
    with city.connect() as connection:
        return rows(connection, text, month=MONTH)


def with_county(june: MonthFigures, **changed: Any) -> MonthFigures:
    """The figures with other values in the first county's row."""
    first, *others = june.counties
    return replace(june, standing=[{**first, **changed}, *others, june.city])


def test_counties_are_ranked_as_in_the_mart_and_the_city_stands_below(
    workbook: bytes, city: sa.Engine
) -> None:
    shown = sheets.table(workbook, "排名")
    scores = query(
        city,
        "select county_name, rank, score, growth from marts.county_score_month "
        "where as_of_month = :month order by rank, county_code",
    )
    assert [(row["县(区)"], row["名次"], row["得分"]) for row in shown[:-1]] == [
        (row["county_name"], row["rank"], float(row["score"])) for row in scores
    ]
    assert [row["增速"] for row in shown[:-1]] == pytest.approx(
        [float(row["growth"]) for row in scores]
    )
    assert shown[-1]["县(区)"] == "双鸭山市"
    assert shown[-1]["名次"] == "—"


def test_the_watch_list_is_that_of_the_mart(workbook: bytes, city: sa.Engine) -> None:
    watched = query(
        city,
        "select county_name from marts.county_score_month "
        "where as_of_month = :month and (on_watch_list or treatment like '%挂牌督办%')",
    )
    shown = sheets.table(workbook, "督办名单")
    if not watched:
        assert [row["县(区)"] for row in shown] == ["（无）"]
    else:
        assert {row["县(区)"] for row in shown} == {row["county_name"] for row in watched}


def test_a_county_on_the_watch_list_is_told_why(june: MonthFigures) -> None:
    figures = with_county(
        june,
        treatment="约谈提醒、挂牌督办",
        on_watch_list=True,
        grade="较差",
        per_capita=Decimal(10100),
        prior_per_capita=Decimal(10000),
        target_growth=Decimal("0.08"),
        projected_growth=Decimal("0.02"),
    )
    first = watch_reasons(figures)[0]
    assert (first["current"], first["risk"]) == ("约谈提醒、挂牌督办", "有减收风险")
    assert first["why"] == (
        "增速 1.00%，低于目标 7.00 个百分点，等次 较差；"
        "预计全年增速 2.00%，低于目标 8.00%，差 6.00 个百分点"
    )


def test_missing_villages_stand_before_late_ones(workbook: bytes) -> None:
    found = sheets.table(workbook, "未报迟报村")
    assert [(row["县(区)"], row["情况"]) for row in found] == [
        ("宝清县", "未报"),
        ("集贤县", "迟报"),
    ]


def test_counts_by_county_add_up_to_the_citys(workbook: bytes, city: sa.Engine) -> None:
    totals = {
        "报送和质量": ("应报村", "迟报(村)", "未报(村)"),
        "重点户": ("上年减收(户)", "低于1万元(户)", "预计减收缺原因(户)"),
        "预警": ("逾期未核实(红)", "本月新增(黄)", "合计(条)"),
    }
    for sheet, columns in totals.items():
        *counties, whole = sheets.table(workbook, sheet)
        for column in columns:
            assert sum(row[column] for row in counties) == whole[column], (sheet, column)
    (open_now,) = query(
        city,
        "select count(*) as warnings from marts.warning "
        "where month = :month and status in ('open', 'verified')",
    )
    assert sheets.table(workbook, "预警")[-1]["合计(条)"] == open_now["warnings"] > 0


def test_a_year_without_target_is_not_ranked_and_says_so(june: MonthFigures) -> None:
    blank = dict.fromkeys(
        ("rank", "score", "grade", "treatment", "target_growth", "projected_growth", "status")
    )
    figures = replace(
        june, standing=[{**row, **blank, "on_watch_list": False} for row in june.standing]
    )
    made = city_workbook(figures)
    assert "无法计算目标，不评分、不排名" in sheets.note(made, "排名")
    assert {row["与目标比"] for row in sheets.table(made, "排名")} == {"本年度无目标"}
    assert [row["县(区)"] for row in sheets.table(made, "督办名单")] == ["（无）"]


def test_growth_that_nobody_knows_is_not_drawn(june: MonthFigures, workbook: bytes) -> None:
    first_year = replace(
        june, standing=[{**row, "prior_per_capita": None} for row in june.standing]
    )

    def charts(content: bytes) -> int:
        return sum(name.startswith("xl/charts/chart") for name in sheets.parts(content))

    made = city_workbook(first_year)
    assert {row["增速"] for row in sheets.table(made, "排名")} == {"—"}
    assert charts(made) == charts(workbook) - 1


def test_each_growth_is_labelled_and_no_label_is_empty(workbook: bytes) -> None:
    charts = [xml for name, xml in sheets.parts(workbook).items() if name.startswith("xl/charts/")]
    (growth,) = [xml for xml in charts if "<c:lineChart>" in xml]
    assert "</c:spPr><c:showVal val=" in growth, "labels with a ground"
    assert not re.search(r'<c:dLbl><c:idx val="[0-9]+"/></c:dLbl>', growth)


def test_no_household_is_in_the_citys_workbook(workbook: bytes, june: MonthFigures) -> None:
    whole = "".join(sheets.parts(workbook).values())
    assert not [row for row in june.focus if row["household_id"] in whole]


def test_the_notice_of_late_villages_counts_and_names_no_village(june: MonthFigures) -> None:
    assert late_villages(june) == "2023年6月收支月报：集贤县迟报 1 村；宝清县未报 1 村。"
    counts = {"villages_expected": 3, "villages_received": 3, "villages_on_time": 3}
    all_there = [{**row, **counts} for row in june.standing]
    assert late_villages(replace(june, standing=all_there)) is None


def test_the_same_figures_give_the_same_bytes(june: MonthFigures, workbook: bytes) -> None:
    assert city_workbook(june) == workbook


def test_the_burden_of_reporting_is_told_for_the_city_and_each_county(workbook: bytes) -> None:
    whole, *counties = sheets.table(workbook, "填报负担")
    for column in ("已报(户)", "部门预填(格)", "预填无误(格)"):
        assert sum(row[column] for row in counties) == whole[column] > 0, column
