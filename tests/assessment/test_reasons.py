"""Points lost, grade and treatment are explained by the figures and rules that were frozen."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import python_calamine
import sqlalchemy as sa

from tests.papers import texts
from zengshou.assessment.reasons import Reasons
from zengshou.assessment.releases import content
from zengshou.assessment.releases.content import Content
from zengshou.assessment.rounding import rounded
from zengshou.outputs.compared_counties import compared_counties
from zengshou.outputs.county_scores import scores_in
from zengshou.outputs.evidence.appeal import appeal_statement
from zengshou.outputs.handling import handling

JUNE = date(2023, 6, 1)
AT_RISK = {
    "treatment": "表扬奖励",
    "target_met": True,
    "on_watch_list": True,
    "projected_growth": Decimal("0.05"),
    "target_growth": Decimal("0.08"),
}


@pytest.fixture(scope="module")
def year(shared: sa.Engine) -> Content:
    with shared.connect() as connection:
        return content.present(connection, 2023)


def test_points_and_points_lost_of_all_indicators_add_up_to_the_full_points(year: Content) -> None:
    reasons = Reasons(year)
    for score in year.scores:
        found = reasons.points(score["county_code"])
        counted = [one for one in found if one.points is not None]
        assert sum(one.points or 0 for one in counted) == score["points"]
        assert sum((one.points or 0) + (one.lost or 0) for one in counted) == score["max_points"]
        assert all(one.why for one in found)
        assert f"＝ {score['score']} 分" in reasons.total(score["county_code"])


def test_an_indicator_without_data_says_that_it_does_not_count(year: Content) -> None:
    blank = {"applicable": False, "points": None, "value": None}
    rows = [row | blank if row["indicator"] == "industry_funds" else row for row in year.indicators]
    reasons = Reasons(replace(year, indicators=rows))
    code = year.scores[0]["county_code"]
    (funds,) = [one for one in reasons.points(code) if one.code == "industry_funds"]
    assert (funds.points, funds.lost, funds.why) == (None, None, "不适用：没有数据，不计入满分")
    assert "衔接资金用于产业占比" in reasons.total(code)
    assert reasons.total(code).endswith("不适用，不计入满分")


def test_the_workbook_says_every_reason_in_words(shared: sa.Engine, year: Content) -> None:
    made = scores_in(shared, 2023, "xlsx")
    assert isinstance(made, bytes)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    verdicts = book.get_sheet_by_name("等次和处理").to_python()[4:]
    assert [row[0] for row in verdicts] == [row["county_name"] for row in year.scores]
    assert all(row[4] and row[6] for row in verdicts)
    detail = book.get_sheet_by_name("得分明细").to_python()[4:]
    assert len(detail) == 13 * len(year.scores)
    assert all(row[7] for row in detail)


def test_risk_and_treatment_never_contradict_each_other() -> None:
    said = handling(AT_RISK, is_comparable=True, is_year_end=False)
    assert (said.current, said.risk) == ("挂牌督办", "有减收风险")
    assert said.why == "预计全年增速 5.00%，低于目标 8.00%，差 3.00 个百分点"
    missed = AT_RISK | {"treatment": "通报批评", "target_met": False}
    said = handling(missed, is_comparable=True, is_year_end=False)
    assert said.current == "通报批评、挂牌督办"
    said = handling(AT_RISK, is_comparable=True, is_year_end=True)
    assert (said.current, said.risk) == ("表扬奖励", "年度已结束")
    said = handling(AT_RISK, is_comparable=False, is_year_end=False)
    assert (said.current, said.risk) == ("不可比", "不可比")


@pytest.fixture
def below_the_bound(warehouse: sa.Engine) -> sa.Engine:
    """The warehouse, in which too little is heard of the first county in June 2023."""
    with warehouse.begin() as connection:
        connection.execute(
            sa.text(
                "update marts.division_month set is_comparable = false "
                "where division_code = '230521' and month = :month"
            ),
            {"month": JUNE},
        )
        connection.execute(
            sa.text(
                "update marts.county_score_month set coverage = 0.9, status = 'provisional' "
                "where county_code = '230521' and as_of_month = :month"
            ),
            {"month": JUNE},
        )
    return warehouse


def test_no_paper_on_scores_shows_a_rate_of_a_county_below_the_coverage_bound(
    below_the_bound: sa.Engine,
) -> None:
    with below_the_bound.connect() as connection:
        found = content.present(connection, 2023, JUNE)
        compared = compared_counties(connection, 2023, JUNE)
        statement = appeal_statement(connection, found, "230521", None)
    (county,) = [row for row in compared if row["division_code"] == "230521"]
    rates = [county[name] for name in ("growth", "projected_growth")]
    said = [f"{rounded(rate * 100)}%" for rate in rates]
    made = scores_in(below_the_bound, 2023, "xlsx", month=JUNE)
    assert isinstance(made, bytes)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    cells = [
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        if county["county_name"] in row
        for cell in row
    ]
    assert cells.count("不可比") >= 5
    assert all(cell != pytest.approx(float(rate)) for cell in cells for rate in rates)
    texts_shown = "\n".join([*map(str, cells), *texts.of_document(statement)])
    assert "数据覆盖率 90.00%，低于标准" in texts_shown
    assert not [one for one in said if one in texts_shown]
    for form in ("csv", "json"):
        shown = scores_in(below_the_bound, 2023, form, month=JUNE)
        assert isinstance(shown, bytes)
        assert not [rate for rate in rates if f"{rate:f}" in shown.decode()]


def test_a_release_keeps_the_rate_that_was_approved(below_the_bound: sa.Engine) -> None:
    with below_the_bound.connect() as connection:
        found = content.present(connection, 2023)
        release = {"release_number": 1, "approved_by": "王主任"}
        said = "".join(texts.of_document(appeal_statement(connection, found, "230521", release)))
    (growth,) = [row["growth"] for row in found.scores if row["county_code"] == "230521"]
    assert f"增速 {rounded(growth * 100)}%" in said
