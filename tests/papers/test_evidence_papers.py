"""Each lost point leads to rows with file, sheet, row and column; a household has one file."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from ingestion.privacy.audit import Refused
from ingestion.settings import get_settings
from tests.papers import texts
from tests.processed_city import NewCopy, forget_settings, settle
from zengshou.assessment.reasons import Reasons
from zengshou.assessment.releases import content
from zengshou.assessment.releases.content import Content
from zengshou.outputs.dispatch import read_figures
from zengshou.outputs.evidence.appeal import appeal_statement
from zengshou.outputs.evidence.cells import Cells
from zengshou.outputs.evidence.costs import costly_rows
from zengshou.outputs.evidence.workbook import Wanted, evidence_workbook, wanted_rows
from zengshou.outputs.household.file import household_file
from zengshou.outputs.township.figures import by_kind, moves, read_townships
from zengshou.outputs.township.workbook import township_workbook

COUNTY = "230523"
AUDITED = "select action, subject, person, reason from ops.audit order by audit_id desc limit 1"


@pytest.fixture(scope="module")
def city(new_copy: NewCopy) -> sa.Engine:
    return new_copy()


@pytest.fixture(name="landing", autouse=True)
def landing_of_the_city(city: sa.Engine, city_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(monkeypatch, city_home, city.url.render_as_string(hide_password=False))
    monkeypatch.setenv("ZENGSHOU_LANDING_URL", str(city_home / "landing"))
    forget_settings()
    assert get_settings().landing_url


@pytest.fixture(scope="module")
def year(city: sa.Engine) -> Content:
    with city.connect() as connection:
        return content.present(connection, 2023)


def test_the_rows_that_cost_points_cost_what_the_indicators_lost(
    city: sa.Engine, year: Content
) -> None:
    for score in year.scores:
        county = score["county_code"]
        with city.connect() as connection:
            found = costly_rows(connection, year, county)
        costs: dict[str, float] = {}
        for row in found:
            code = row["indicator"].code
            costs[code] = costs.get(code, 0) + float(row["cost"])
        lost = {one.code: float(one.lost) for one in Reasons(year).points(county) if one.lost}
        assert costs == pytest.approx(lost)


def test_a_row_of_evidence_leads_to_the_cell_of_the_received_file(
    city: sa.Engine, year: Content, city_home: Path
) -> None:
    with city.connect() as connection:
        rows = wanted_rows(connection, year, Wanted(COUNTY, "reconciled", everything=True))
    row, cells = rows[0], Cells()
    cell = cells.of("reconciled", row)
    file = city_home / "landing" / cell.folder / row["file_name"]
    sheet = openpyxl.load_workbook(file)[str(cell.sheet)]
    headers = {sheet[f"{cell.letters}{number}"].value for number in range(1, 6)}
    assert cell.header in headers
    assert sheet[f"{cell.letters}{row['row_number']}"].value is not None


def test_by_default_only_rows_that_cost_points_on_request_all_of_a_household(
    city: sa.Engine, year: Content
) -> None:
    with city.connect() as connection:
        costly = wanted_rows(connection, year, Wanted(COUNTY))
        everything = wanted_rows(connection, year, Wanted(COUNTY, everything=True))
        one = next(row["household_id"] for row in everything if row["household_id"])
        wanted = Wanted(COUNTY, household=one, everything=True)
        own = wanted_rows(connection, year, wanted)
    assert all(row["cost"] for row in costly)
    assert len(costly) < len(everything)
    assert {row["household_id"] for row in own} == {one}
    shown = list(texts.of_workbook(evidence_workbook(year, wanted, own)))
    assert {"文件", "工作表", "行", "列", "列名"} <= set(shown)


def test_the_statement_names_target_arithmetic_losses_and_rows(
    city: sa.Engine, year: Content
) -> None:
    with city.connect() as connection:
        said = list(texts.of_document(appeal_statement(connection, year, COUNTY, None)))
    whole = "\n".join(said)
    assert "目标增速" in whole
    assert Reasons(year).total(COUNTY) in whole
    for one in Reasons(year).points(COUNTY):
        assert one.name in whole
    assert "失分最多的" in whole


def test_a_household_s_file_is_masked_and_reading_it_is_recorded(city: sa.Engine) -> None:
    with city.connect() as connection:
        household = connection.execute(
            sa.text("select min(household_id) from marts.dim_household")
        ).scalar_one()
    sections = household_file(city, household, person="王主任", reason="申诉")
    with city.connect() as connection:
        audited = connection.execute(sa.text(AUDITED)).one()
    assert tuple(audited) == ("show-household", household, "王主任", "申诉")
    titles = {one.title: one for one in sections}
    assert len(titles["各月收支"].rows) >= 12
    assert "*" in titles["基本情况"].rows[0]["head_name_masked"]
    assert titles["来源文件"].rows
    assert "由责任单位认定" in titles["未兑现政策线索"].note
    assert "请村里核对" in titles["资金去向"].note
    with pytest.raises(Refused, match="no roster contains household X"):
        household_file(city, "X", person="王主任", reason="申诉")


def test_a_household_s_file_shows_the_months_that_never_came(city: sa.Engine) -> None:
    with city.begin() as connection:
        household, month = connection.execute(
            sa.text(
                "delete from marts.fct_household_month where (household_id, month) in ("
                "select household_id, max(month) from marts.fct_household_month "
                "group by household_id order by household_id limit 1) "
                "returning household_id, to_char(month, 'YYYY-MM')"
            )
        ).one()
    sections = household_file(city, household, person="王主任", reason="申诉")
    (months,) = [one for one in sections if one.title == "各月收支"]
    unheard = {row["month"] for row in months.rows if not row["is_reported"]}
    assert unheard == {month}
    assert "未报" in months.note


def test_a_township_counts_its_households_by_kind_and_what_changed(city: sa.Engine) -> None:
    with city.connect() as connection:
        june = read_figures(connection, date(2023, 6, 1))
        households, income = read_townships(connection, june.month)
    for code in {row["township_code"] for row in june.villages}:
        own = [row for row in households if row["township_code"] == code]
        counts = {one.name: one for one in by_kind(own)}
        whole = counts["脱贫户和监测对象"]
        assert whole.now == counts["脱贫户"].now + counts["监测对象"].now
        (listed,) = [row for row in june.income if row["division_code"] == code]
        assert whole.now == listed["households"]
        came = sum(row["what"] == "新纳入" for row in moves(own))
        left = sum(row["what"] == "退出" for row in moves(own))
        assert whole.difference == came - left
        assert income[code]["wage"] == listed["wage"]
        made = township_workbook(june, (code, "乡镇"), own, income[code])
        before = income[code]["before_households_reported"]
        reported = f"本月已报 {listed['households_reported']} 户，上月已报 {before} 户"
        assert any(reported in text for text in texts.of_workbook(made))


def test_papers_of_equal_figures_are_equal_byte_for_byte(city: sa.Engine, year: Content) -> None:
    with city.connect() as connection:
        first, second = (appeal_statement(connection, year, COUNTY, None) for _ in range(2))
        rows = wanted_rows(connection, year, Wanted(COUNTY))
    assert first == second
    books = [evidence_workbook(year, Wanted(COUNTY), rows) for _ in range(2)]
    assert books[0] == books[1]
    assert openpyxl.load_workbook(io.BytesIO(books[0])).sheetnames == ["失分依据"]
