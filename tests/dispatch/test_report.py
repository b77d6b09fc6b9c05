"""The Word document: an official report whose tables and charts are the marts' figures."""

import io
import itertools
import re
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
import sqlalchemy as sa
from docx.oxml.ns import qn

from tests.dispatch.conftest import COUNTY, MONTH
from tests.dispatch.figures import county, quarter, township
from zengshou.assessment.releases.content import rows
from zengshou.assessment.rounding import rounded
from zengshou.outputs.dispatch.figures import MonthFigures
from zengshou.outputs.dispatch.words import percent
from zengshou.outputs.quarterly_report import report_of
from zengshou.outputs.quarterly_report.document import closed_up
from zengshou.outputs.quarterly_report.figures import QuarterFigures, read_quarter
from zengshou.outputs.quarterly_report.quarter import Quarter
from zengshou.words import names

SPRING = Quarter(2023, 2)


@pytest.fixture(scope="module")
def figures(city: sa.Engine, june: MonthFigures) -> QuarterFigures:
    with city.connect() as connection:
        return read_quarter(connection, SPRING, june, COUNTY)


@pytest.fixture(scope="module")
def report(figures: QuarterFigures) -> bytes:
    return report_of(figures)


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in opened(content).paragraphs if paragraph.text]


def cells(content: bytes, table: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in opened(content).tables[table].rows]


def all_cells(content: bytes) -> list[list[list[str]]]:
    return [cells(content, place) for place in range(len(opened(content).tables))]


def test_it_has_the_form_of_an_official_report(report: bytes) -> None:
    said = lines(report)
    assert said[0] == "集贤县2023年第二季度\n脱贫人口和监测对象增收工作情况报告"
    assert said[1] == "双鸭山市乡村振兴局："
    assert said[2].startswith("按照全市")
    headings = [line for line in said if re.match(r"[一二三四]、|（[一二三四]）.{1,8}$", line)]
    assert headings[:4] == ["一、收入情况", "（一）总体收入", "（二）收入构成", "（三）分乡镇情况"]
    assert {
        *("二、监测排查情况", "（四）工作清单办理"),
        *("三、持续增收路径落实情况", "四、存在的问题和下一步工作"),
    } <= set(headings)
    signature = said.index("集贤县乡村振兴局")
    assert said[signature + 1] == "2023年7月6日"


def test_fonts_are_those_of_official_documents_with_others_in_their_place(report: bytes) -> None:
    document = opened(report)
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Title", "Heading 1", "Heading 2", "Normal")
    }
    assert fonts == {
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体",
        "Normal": "仿宋",
    }
    with zipfile.ZipFile(io.BytesIO(report)) as file:
        table = file.read("word/fontTable.xml").decode()
    for name in fonts.values():
        assert re.search(f'w:name="{name}"><w:altName w:val="[^"]+"', table)


def test_tables_are_the_figures_of_the_marts(report: bytes, city: sa.Engine) -> None:
    with city.connect() as connection:
        (income,) = rows(
            connection,
            "select * from marts.division_income_month "
            "where month = :month and division_code = :county",
            month=MONTH,
            county=COUNTY,
        )
        towns = rows(
            connection,
            "select division_name, ytd_per_capita from marts.division_month "
            "inner join marts.dim_division using (division_code) "
            "where month = :month and dim_division.level = 'township' and county_code = :county",
            month=MONTH,
            county=COUNTY,
        )
    streams = {row[0]: row[1] for row in cells(report, 0)[1:]}
    assert streams["工资性收入"] == f"{rounded(income['ytd_wage'] / 10_000):,}"
    assert streams["纯收入合计"] == f"{rounded(income['ytd_net_income'] / 10_000):,}"
    shown = {row[0]: row[1] for row in cells(report, 1)[1:]}
    assert shown == {row["division_name"]: f"{row['ytd_per_capita']:,.2f}" for row in towns}


def test_sums_of_the_quarter_are_those_of_its_months(
    report: bytes, figures: QuarterFigures, city: sa.Engine
) -> None:
    with city.connect() as connection:
        (quarter_,) = rows(
            connection,
            "select sum(wage) as wage, sum(prior_wage) as prior_wage "
            "from marts.division_income_month where division_code = :county "
            "and month between '2023-04-01' and '2023-06-01'",
            county=COUNTY,
        )
        (warnings,) = rows(
            connection,
            "select count(distinct warning_id) as opened from marts.warning "
            "where county_code = :county and opened_month between '2023-04-01' and '2023-06-01' "
            "and month <= '2023-06-01'",
            county=COUNTY,
        )
    assert figures.streams["wage"] == quarter_["wage"]
    assert figures.streams["prior_wage"] == quarter_["prior_wage"]
    whole = "".join(lines(report))
    assert f"工资性收入{rounded(quarter_['wage'] / 10_000):,}万元" in whole
    count = warnings["opened"]
    assert (f"本季度新增预警{count}条" if count else "本季度没有新增预警") in whole


def test_each_path_of_the_plan_has_its_indicators_lists_and_places_to_fill_in(
    report: bytes, city: sa.Engine
) -> None:
    said = lines(report)
    places = [said.index(f"（{code}）{name}") for code, name in names("measure_path").items()]
    assert places == sorted(places)
    for first, last in itertools.pairwise([*places, said.index("四、存在的问题和下一步工作")]):
        section = said[first:last]
        assert [line for line in section if "请填写" in line] == [
            "主要做法：【请填写】",
            "成效：【请填写】",
        ]
    shown = {row[0]: row[1:] for table in all_cells(report) for row in table}
    with city.connect() as connection:
        found = rows(
            connection,
            "select name_zh, value, previous_value, status.target, applicable "
            "from marts.measure_status as status inner join reference.measure_indicators as seed "
            "using (indicator) where month = :month and division_code = :county",
            month=MONTH,
            county=COUNTY,
        )
    assert {row["applicable"] for row in found} == {True, False}
    for row in found:
        own = shown[row["name_zh"]]
        assert own[0] == (percent(row["value"]) if row["applicable"] else "不适用")
        assert own[1].removeprefix("不高于 ") == percent(row["target"])
        assert own[2] == percent(row["previous_value"])


def test_items_of_the_lists_are_counted_by_list_and_owner(report: bytes, city: sa.Engine) -> None:
    with city.connect() as connection:
        found = rows(
            connection,
            "select name_zh, item.owner, count(*) as items, "
            "count(*) filter (where overdue) as overdue from marts.worklist as item "
            "inner join reference.worklists on list = code "
            "where month = :month and county_code = :county and status <> 'auto_closed' "
            "group by name_zh, item.owner",
            month=MONTH,
            county=COUNTY,
        )
    assert found
    tables = [table for table in all_cells(report) if table[0][0] == "清单"]
    assert sorted(tuple(row[:4]) for table in tables for row in table[1:]) == sorted(
        (row["name_zh"], row["owner"], str(row["items"]), str(row["overdue"])) for row in found
    )
    items, overdue = (sum(row[key] for row in found) for key in ("items", "overdue"))
    whole = "".join(lines(report))
    assert f"季末工作清单在册{items}条" in whole
    assert (f"逾期未答复{overdue}条" if overdue else "没有逾期未答复的事项") in whole


def test_charts_are_native_carry_their_values_and_need_no_font_here(
    report: bytes, figures: QuarterFigures
) -> None:
    with zipfile.ZipFile(io.BytesIO(report)) as file:
        names = set(file.namelist())
        chart = file.read("word/charts/chart1.xml").decode()
        relations = file.read("word/charts/_rels/chart1.xml.rels").decode()
        townships = file.read("word/charts/chart2.xml").decode()
    assert not [name for name in names if name.endswith((".png", ".emf"))]
    assert "word/embeddings/chart1.xlsx" in names
    assert "embeddings/chart1.xlsx" in relations
    values = [float(value) for value in re.findall(r"<c:v>([\d.]+)</c:v>", chart)]
    assert float(figures.income["ytd_wage"] / 10_000) in values
    assert "<c:lineChart>" in townships, "the target"
    assert re.search(r'<c:dLbls>.*?<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/>', townships), (
        "the line of the target crosses no figure"
    )


def test_the_same_figures_give_the_same_bytes(report: bytes, figures: QuarterFigures) -> None:
    assert report_of(figures) == report


def test_a_county_without_townships_or_target_has_neither_table_nor_line() -> None:
    bare = quarter(county=county(target_growth=None), townships=[], villages=[])
    assert len(opened(report_of(bare)).tables) == 1
    assert "2023年7月1日" in lines(report_of(bare))
    one = quarter(county=county(target_growth=None), townships=[township("甲镇", "2", "1")])
    with zipfile.ZipFile(io.BytesIO(report_of(one))) as file:
        assert "<c:lineChart>" not in file.read("word/charts/chart2.xml").decode()


def test_a_name_with_signs_of_markup_stays_text() -> None:
    made = report_of(quarter(townships=[township('<甲>&"镇', "2", "1")]))
    assert cells(made, 1)[1][0] == '<甲>&"镇'


@pytest.mark.parametrize(
    ("text", "quarter_", "last"),
    [
        ("2023Q1", Quarter(2023, 1), date(2023, 3, 1)),
        ("2022Q4", Quarter(2022, 4), date(2022, 12, 1)),
    ],
)
def test_a_quarter_is_read_as_written(text: str, quarter_: Quarter, last: date) -> None:
    assert Quarter.parse(text) == quarter_
    assert quarter_.months[-1] == last
    assert Quarter.ending_in(last) == quarter_
    assert Quarter.ending_in(date(2023, 5, 1)) is None
    assert str(quarter_) == text


@pytest.mark.parametrize("text", ["2023", "2023Q5", "Q1", "2023q1", "2023Q1 "])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it as YYYYQ1"):
        Quarter.parse(text)


def test_figures_stand_without_blanks_beside_chinese() -> None:
    assert closed_up("全县 239 户，下降 -1.20% 的有 2 个（目标 8.00%）") == (
        "全县239户，下降-1.20%的有2个（目标8.00%）"
    )
    assert closed_up("a 1 b") == "a 1 b"
