"""What a sender gets back for a file: cell by cell, in Chinese, and only once."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.contract import load_contracts
from tests.dbt.installations import an_installation
from tests.gate.landing_files import VILLAGE_HEADER
from tests.gate.people import CHAOYANG, SHUANGSHENG
from tests.reported_villages import (
    FORMULA_TEXT,
    NEIGHBOURS,
    PENSIONER,
    UNAUTHORISED,
    ReportedVillages,
)
from zengshou.jobs import steps
from zengshou.outputs.feedback.answers import Finding
from zengshou.outputs.feedback.delivery import Written
from zengshou.outputs.feedback.marked_copy import marked_copy
from zengshou.outputs.outbox import outbox_of

REJECTED, WARNED = "00F8B4AE", "00FFE699"


def write(villages: ReportedVillages) -> Written:
    with an_installation(villages.home, villages.url):
        return steps.feedback(str(villages.landing.root))


@pytest.fixture(scope="module")
def answered(reported_villages: ReportedVillages) -> ReportedVillages:
    """The villages after their files have been answered."""
    write(reported_villages)
    return reported_villages


@pytest.fixture
def copy(answered: ReportedVillages) -> openpyxl.Workbook:
    """What 朝阳村 gets back for January."""
    return openpyxl.load_workbook(answered.answer(CHAOYANG, "2023-01", "朝阳.xlsx"))


def place(header: str) -> int:
    return VILLAGE_HEADER.index(header) + 1


def said(sheet: Worksheet, row: int, column: int) -> tuple[str, str]:
    """Colour and comment of a cell."""
    cell = sheet.cell(row, column)
    return str(cell.fill.fgColor.rgb), cell.comment.text if cell.comment else ""


def summary_of(book: openpyxl.Workbook) -> list[list[str]]:
    """The summary's cells as text."""
    rows = book["反馈汇总"].iter_rows(values_only=True, max_col=6)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def test_a_rejected_amount_is_red_and_says_what_to_do(copy: openpyxl.Workbook) -> None:
    colour, comment = said(copy["收支月报"], 5, place("赡养费"))
    assert colour == REJECTED
    assert comment == "退回 V03：金额无法识别或为负数，请填不小于0的数字（元）。"


def test_a_warned_cell_is_yellow_and_the_row_keeps_its_colour(copy: openpyxl.Workbook) -> None:
    sheet = copy["收支月报"]
    colour, comment = said(sheet, 6, place("入户日期"))
    assert colour == WARNED
    assert comment.startswith("提醒 W06：")
    assert said(sheet, 6, place("务工收入")) == ("00000000", "")
    assert said(sheet, 5, place("务工收入"))[0] == "00FDECEA", "the whole rejected row is tinted"


def test_an_unknown_column_is_marked_where_its_header_stands(copy: openpyxl.Workbook) -> None:
    colour, comment = said(copy["收支月报"], 4, len(VILLAGE_HEADER) + 1)
    assert colour == WARNED
    assert comment.startswith("提醒 W07：")


def test_the_rest_is_as_it_was_sent(copy: openpyxl.Workbook) -> None:
    sheet = copy["收支月报"]
    assert sheet["A1"].fill.fgColor.rgb == "0000FF00"
    assert sheet["D5"].value == NEIGHBOURS[0].head.citizen_id
    assert sheet["F8"].value == "=SUM(F5:F7)", "a corrected copy adds up again"


def test_no_formula_of_a_sender_but_sums_comes_back(copy: openpyxl.Workbook) -> None:
    sheet = copy["收支月报"]
    assert sheet.cell(6, place("备注")).value == FORMULA_TEXT
    formulas = [cell.value for row in sheet for cell in row if cell.data_type == "f"]
    assert formulas == ["=SUM(F5:F7)"]


def test_the_summary_opens_first_and_lists_every_finding(copy: openpyxl.Workbook) -> None:
    assert copy.active is copy["反馈汇总"]
    rows = summary_of(copy)
    told = {row[0]: row[1] for row in rows if row[0]}
    assert told["文件"] == "朝阳.xlsx"
    assert told["报送单位"] == "朝阳村委会"
    assert told["行数"] == "收到3行，采用2行，退回1行"
    assert told["怎么办"].startswith("退回的行未采用：请改正后重新报送整个文件")
    start = next(at for at, row in enumerate(rows) if row[0] == "结果" and row[1] == "规则")
    listed = [(row[0], row[1], row[2], row[3], row[4]) for row in rows[start + 1 :]]
    assert listed == [
        ("提醒", "W07", "收支月报", "4", "产业类型"),
        ("退回", "V03", "收支月报", "5", "赡养费"),
        ("提醒", "W06", "收支月报", "6", "入户日期"),
        # the program that wrote the formula of the total did not calculate it
        ("提醒", "W02", "收支月报", "8", "务工收入"),
    ]


def test_a_clean_file_is_told_so_without_a_copy(answered: ReportedVillages) -> None:
    book = openpyxl.load_workbook(answered.answer(SHUANGSHENG, "2023-01", "双胜.xlsx"))
    assert book.sheetnames == ["反馈汇总"]
    assert "全部通过，不用再报。" in {row[1] for row in summary_of(book)}


def test_a_file_that_cannot_be_read_is_answered_too(answered: ReportedVillages) -> None:
    book = openpyxl.load_workbook(answered.answer("未识别", "2023-01", "坏了.xlsx"))
    told = {row[0]: row[1] for row in summary_of(book)[:7]}
    assert told["结果"] == "整个文件退回，未采用"
    assert told["怎么办"] == "请按下面的“问题和办法”改正后，重新报送整个文件。"
    assert any(row[1] == "F01" and "另存为" in row[5] for row in summary_of(book))


def test_a_department_gets_its_rows_by_number_without_any_id(answered: ReportedVillages) -> None:
    path = answered.answer("social_security", "2023-02", "养老.csv")
    rows = summary_of(openpyxl.load_workbook(path))
    assert {(row[1], row[3]) for row in rows if row[0] == "退回"} == {("S03", "4"), ("S01", "5")}
    with zipfile.ZipFile(path) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for home in (PENSIONER, UNAUTHORISED, *NEIGHBOURS):
        assert home.head.citizen_id not in text
        assert home.head.name not in text


def test_a_second_run_writes_nothing_and_a_new_start_the_same_bytes(
    answered: ReportedVillages,
) -> None:
    before = {path: path.read_bytes() for path in answered.outbox.rglob("*.xlsx")}
    assert len(before) == len(answered.rows("select 1 from ops.load"))
    assert write(answered).answers == 0
    for path in before:
        path.unlink()
    assert write(answered).answers == len(before)
    assert {path: path.read_bytes() for path in answered.outbox.rglob("*.xlsx")} == before


def test_an_answer_that_changes_takes_the_place_of_the_one_before(
    answered: ReportedVillages,
) -> None:
    now = answered.answer(SHUANGSHENG, "2023-01", "双胜.xlsx")
    pieces = now.stem.split("_")
    earlier = now.rename(now.with_name("_".join([*pieces[:-1], "00000000"]) + ".xlsx"))
    assert write(answered).answers == 1
    assert now.exists()
    assert not earlier.exists()


def test_where_the_sent_file_is_gone_the_list_must_do(answered: ReportedVillages) -> None:
    sent = answered.landing.root / "village_submission" / "2023-01" / "朝阳.xlsx"
    answer = answered.answer(CHAOYANG, "2023-01", "朝阳.xlsx")
    kept, copied = sent.read_bytes(), answer.read_bytes()
    try:
        sent.unlink()
        answer.unlink()
        assert write(answered).copies == 0
        assert openpyxl.load_workbook(answer).sheetnames == ["反馈汇总"]
    finally:
        sent.write_bytes(kept)
        answer.write_bytes(copied)


@pytest.mark.parametrize(
    ("landing", "outbox"),
    [
        ("s3://bucket/zone/landing", "s3://bucket/zone/outbox"),
        ("sftp://h/a/b/", "sftp://h/a/outbox"),
    ],
)
def test_the_outbox_lies_beside_the_landing_zone(landing: str, outbox: str) -> None:
    assert outbox_of(landing) == outbox


def village_workbook(formula: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "收支月报"
    for _ in range(3):
        sheet.append(["标题"])
    sheet.append(VILLAGE_HEADER)
    for number in range(3):
        sheet.append([number, f"H{number:06d}", *["1234567.89"] * 31])
    if formula:
        sheet["F5"] = formula
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


FINDING = Finding("village_submission", 6, "V03", "reject", "务工收入", "金额无法识别。")


@pytest.mark.parametrize(
    ("formula", "kept"),
    [
        ("=SUM(F6:INDEX(F:F,ROW()-1))", True),
        ("=F6+$G$7*2", True),
        ("=cmd|' /C calc'!A0", False),
        ("=WEBSERVICE(A1)", False),
        ("=HYPERLINK(A1)", False),
        ("=[1]Sheet1!A1", False),
        ("=" + "A1111111" * 2000 + "!", False),
    ],
)
def test_only_sums_over_the_same_sheet_are_kept(formula: str, kept: bool) -> None:
    contract = load_contracts()["village_submission"]
    book = marked_copy(contract, "2023-01", village_workbook(formula=formula), [FINDING])
    assert book is not None
    assert (book["收支月报"]["F5"].data_type == "f") is kept


def test_a_comment_on_merged_cells_stands_on_the_first_of_them() -> None:
    plain = openpyxl.load_workbook(io.BytesIO(village_workbook()))
    plain["收支月报"].merge_cells("E6:G6")
    merged = io.BytesIO()
    plain.save(merged)
    contract = load_contracts()["village_submission"]
    book = marked_copy(contract, "2023-01", merged.getvalue(), [FINDING])
    assert book is not None
    assert said(book["收支月报"], 6, 5) == (REJECTED, "退回 V03：金额无法识别。")


@pytest.mark.parametrize("cells", ["A1:XFD1048576", "A5:Z1000000"])
@pytest.mark.timeout(20)
def test_cells_merged_over_a_whole_sheet_are_answered_by_the_list_alone(cells: str) -> None:
    merged = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(village_workbook())) as source,
        zipfile.ZipFile(merged, "w") as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/"):
                ranges = f'<mergeCells count="1"><mergeCell ref="{cells}"/></mergeCells>'
                content = content.replace(b"</sheetData>", b"</sheetData>" + ranges.encode())
            target.writestr(name, content)
    contract = load_contracts()["village_submission"]
    assert marked_copy(contract, "2023-01", merged.getvalue(), [FINDING]) is None


def test_a_workbook_too_large_to_be_copied_is_answered_by_the_list_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contract = load_contracts()["village_submission"]
    data = village_workbook()
    assert marked_copy(contract, "2023-01", data, [FINDING]) is not None
    monkeypatch.setattr("zengshou.outputs.feedback.received_copy.MOST_XML", 2000)
    assert marked_copy(contract, "2023-01", data, [FINDING]) is None


def test_a_workbook_with_entities_of_its_own_is_not_opened_again() -> None:
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(village_workbook())) as source,
        zipfile.ZipFile(fixed, "w") as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE w [<!ENTITY a "b">]>' + content
            target.writestr(name, content)
    contract = load_contracts()["village_submission"]
    assert marked_copy(contract, "2023-01", fixed.getvalue(), [FINDING]) is None


def test_wrong_periods_are_told_in_one_line(answered: ReportedVillages) -> None:
    result = answered.zengshou(
        "feedback", "--landing", str(answered.landing.root), "--period", "January"
    )
    assert result.returncode == 2
    assert "'January' is not a period" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_name_from_a_cell_never_leads_out_of_the_outbox(answered: ReportedVillages) -> None:
    folders = {path.parent.parent for path in answered.outbox.rglob("*.xlsx")}
    assert {folder.parent for folder in folders} == {answered.outbox}
    assert {Path(folder).name for folder in folders} <= {
        *(SHUANGSHENG, CHAOYANG, "未识别"),
        *load_contracts(),
    }
