"""The workbook that goes to an office: complete, printable, and nothing in it is a formula."""

import io
import re
import zipfile
from datetime import date

import pytest
import python_calamine
import sqlalchemy as sa

from zengshou.outputs.county_scores import scores_in
from zengshou.outputs.office.safe_text import safe_text
from zengshou.outputs.score_workbook import evidence

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"]


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist() if "xml" in name}


@pytest.fixture(scope="module")
def workbook(shared: sa.Engine) -> bytes:
    made = scores_in(shared, 2023, "xlsx")
    assert isinstance(made, bytes)
    return made


def test_it_has_summary_indicators_focus_coverage_rules_and_evidence(workbook: bytes) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    names = book.sheet_names
    assert names[:3] == ["总表", "增速图", "等次和处理"]
    assert {"重点户", "数据覆盖", "规则", "依据·人均纯收入增速"} <= set(names)
    assert len(names) >= 2 + 13 + 3
    summary = book.get_sheet_by_name("总表").to_python()
    heading = next(row for row in summary if row[0] == "名次")
    assert heading[:4] == ["名次", "县(区)", "得分", "等次"]
    assert [row[0] for row in summary[4:7]] == [1.0, 2.0, 3.0]
    assert any("批准：" in row for row in summary), "a place to sign"


def test_the_summary_shows_what_the_other_forms_show(shared: sa.Engine, workbook: bytes) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    shown = {row[1]: row[2] for row in book.get_sheet_by_name("总表").to_python()[4:7]}
    with shared.connect() as connection:
        scores = connection.execute(
            sa.text(
                "select county_name, score from marts.county_score where assessment_year = 2023"
            )
        ).all()
    assert shown == {name: float(score) for name, score in scores}


def test_every_sheet_prints_on_a4_landscape_with_repeated_headings(workbook: bytes) -> None:
    found = parts(workbook)
    sheets = [xml for name, xml in found.items() if name.startswith("xl/worksheets/sheet")]
    for xml in sheets:
        assert 'paperSize="9"' in xml
        assert 'orientation="landscape"' in xml
        assert 'fitToHeight="0"' in xml
    assert found["xl/workbook.xml"].count("_xlnm.Print_Titles") == len(sheets)
    assert any(name.startswith("xl/charts/") for name in found)


def test_no_cell_is_a_formula(workbook: bytes) -> None:
    for name, xml in parts(workbook).items():
        if name.startswith("xl/worksheets/"):
            assert not re.search(r"<f[ >]", xml)


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_could_be_a_formula_is_neutralised(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    assert safe_text("双鸭山") == "双鸭山"


def test_a_file_name_that_is_a_formula_stays_text(warehouse: sa.Engine) -> None:
    with warehouse.begin() as connection:
        connection.execute(
            sa.text("""update ops.receipt set file_name = '=HYPERLINK("x")'
                where feed = 'village_submission'""")
        )
    made = scores_in(warehouse, 2023, "xlsx")
    assert isinstance(made, bytes)
    whole = "".join(parts(made).values())
    assert "'=HYPERLINK" in whole
    assert "<f>" not in whole.replace("<f>总表", "").replace("<c:f>", "")


def test_the_same_figures_give_the_same_bytes(shared: sa.Engine, workbook: bytes) -> None:
    assert scores_in(shared, 2023, "xlsx") == workbook


def test_a_month_of_the_year_has_its_own_workbook(shared: sa.Engine) -> None:
    made = scores_in(shared, 2023, "xlsx", month=date(2023, 3, 1))
    assert isinstance(made, bytes)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    assert "2023年03月" in str(book.get_sheet_by_name("总表").to_python()[1][0])


def test_the_book_says_draft_or_release(workbook: bytes) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    assert "草稿，未发布" in str(book.get_sheet_by_name("总表").to_python()[1][0])


def test_evidence_lists_the_rows_that_cost_points_and_no_others(workbook: bytes) -> None:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    sheets = [name for name in book.sheet_names if name.startswith("依据·")]
    assert sheets
    for name in sheets:
        rows = book.get_sheet_by_name(name).to_python()
        heading = next(at for at, row in enumerate(rows) if row[0] == "县(区)")
        costs = [row[rows[heading].index("失分")] for row in rows[heading + 1 :] if row[0]]
        assert costs
        assert all(isinstance(cost, float) and cost > 0 for cost in costs)


def test_evidence_prints_as_one_page_a_sheet_and_says_where_all_of_it_is(
    shared: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "PRINTED_ROWS", 3)
    made = scores_in(shared, 2023, "xlsx")
    assert isinstance(made, bytes)
    found = parts(made)
    areas = re.findall(r"'依据·[^']+'!\$A\$1:\$M\$(\d+)", found["xl/workbook.xml"])
    assert len(areas) >= 5
    assert max(map(int, areas)) == 4 + 3
    shown = found["xl/sharedStrings.xml"]
    assert "打印仅含前 3 行" in shown
    assert "全部见电子表" in shown
