"""The marked copy of a workbook of any kind: nothing that a sender can write stops the answer."""

import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.ingestion.files import rewrite, workbook
from tests.ingestion.test_workbook_kinds import all_parts, renamed_main, strict
from tests.ingestion.villages import GROUP_ROW, HEADERS, LABELS, SHEET, VILLAGE, row, sheet, xls
from zengshou.outputs.feedback.answers import Answer, Finding
from zengshou.outputs.feedback.marked_copy import marked_copy
from zengshou.outputs.feedback.summary_sheet import COUNTS, LIST_ONLY, summarise
from zengshou.outputs.office.reproducible import stable_bytes

MOMENT = datetime(2023, 8, 2, tzinfo=UTC)
ROWS = sheet(row("H1", wage_migrant=12.5), row("H2", wage_migrant="约500"), ["合计"])
GOOD = workbook({SHEET: ROWS})
WAGE = HEADERS.index("务工收入") + 1
SAID = "退回 V03：金额无法识别。"


def finding(row_number: int | None, column: str | None, rule: str = "V03") -> Finding:
    return Finding("village_submission", row_number, rule, "reject", column, "金额无法识别。")


def answered(data: bytes, *found: Finding) -> openpyxl.Workbook:
    """The marked copy with its summary, written and opened again as a sender does."""
    copy = marked_copy(VILLAGE, "2023-07", data, found)
    assert copy is not None
    summarise(copy, VILLAGE, ANSWER, iter(found))
    return openpyxl.load_workbook(io.BytesIO(stable_bytes(copy, MOMENT)))


ANSWER = Answer(
    load_id=1, feed="village_submission", period="2023-07", file_name="月\x02报.xls", sha256="",
    size=1, modified_at=0.0, received_at=MOMENT, status="accepted", reason=None, part=None,
    recipient="230502200201", sender="村", rows=dict.fromkeys(COUNTS, 1), item=None,
    is_published=False, has_findings=True, digest="",
)  # fmt: skip


def comment(sheet: Worksheet, row_number: int, column: int) -> str | None:
    found = sheet.cell(row_number, column).comment
    return found.text if found else None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(GOOD, id="xlsx"),
        pytest.param(xls({SHEET: ROWS}), id="xls"),
        pytest.param(all_parts(strict, GOOD), id="strict"),
        pytest.param(renamed_main(GOOD), id="main part elsewhere"),
    ],
)
def test_a_workbook_of_any_kind_comes_back_marked(data: bytes) -> None:
    copy = answered(data, finding(6, "务工收入"))[SHEET]
    assert comment(copy, 6, WAGE) == SAID
    assert copy.cell(6, WAGE).value == "约500"
    assert (copy["B2"].value, copy.cell(5, WAGE).value) == ("230502200201", 12.5)
    assert str(copy.cell(5, HEADERS.index("入户日期") + 1).value).startswith("2023-07-10")


def test_the_copy_of_an_xls_has_all_its_sheets_and_no_formula() -> None:
    sheets: dict[str, Any] = {"说明": [["x"]], SHEET: ROWS}
    sheets[SHEET][4][-1] = "=HYPERLINK(1)"
    sheets[SHEET][5][-1] = "#DIV/0!"
    book = answered(xls(sheets), finding(6, "备注"))
    assert book.sheetnames == ["说明", SHEET, "反馈汇总"]
    last = len(HEADERS)
    assert (book[SHEET].cell(5, last).value, book[SHEET].cell(5, last).data_type) == (
        "=HYPERLINK(1)",
        "s",
    )
    assert book[SHEET].cell(6, last).value == "#DIV/0!"


def test_marks_stand_where_the_reader_found_the_header() -> None:
    upper = [*HEADERS[:5], *GROUP_ROW[5:]]
    header: list[Any] = [None] * 5 + [*HEADERS[5:], "产业类型"]
    header[5] = "务工收入（万元）"
    rows = [["标题"], [], LABELS, [], upper, header, row("H1", wage_migrant="约")]
    found = [finding(7, "务工收入"), finding(7, "户编号", "V01"), finding(6, "产业类型", "W07")]
    copy = answered(workbook({" 收支\u3000月报": rows}), *found).worksheets[0]
    assert comment(copy, 7, WAGE) == SAID
    assert comment(copy, 7, 2) == "退回 V01：金额无法识别。"
    assert comment(copy, 6, len(HEADERS) + 1) == "退回 W07：金额无法识别。"


@pytest.mark.parametrize("written", [b"_x0002_", b"_x000B_", b"_x0000_", b"_xFFFE_"])
def test_a_control_character_is_left_out(written: bytes) -> None:
    rows = [*ROWS[:3], [*HEADERS, "联系CTRL电话"], *ROWS[4:], ["CTRL签字"]]
    data = rewrite(
        workbook({SHEET: rows}),
        {"xl/sharedStrings.xml": lambda xml: xml.replace(b"CTRL", written)},
    )
    character = {b"_x0000_": "\ufffd"}.get(written, chr(int(written[2:6], 16)))
    copy = answered(data, finding(4, f"联系{character}电话", "W07"), finding(6, "务工收入"))[SHEET]
    assert comment(copy, 6, WAGE) == SAID
    if written != b"_xFFFE_":
        assert copy.cell(4, len(HEADERS) + 1).value == "联系电话"
        assert comment(copy, 4, len(HEADERS) + 1) == "退回 W07：金额无法识别。"


def test_where_no_copy_can_be_made_the_list_says_that_it_is_one() -> None:
    damaged = rewrite(GOOD, {"xl/styles.xml": lambda xml: xml[:-30]})
    assert marked_copy(VILLAGE, "2023-07", damaged, [finding(6, "务工收入")]) is None
    book = openpyxl.Workbook(write_only=True)
    summarise(book, VILLAGE, ANSWER, iter([finding(6, "联系\x02电话")]), lacks_copy=True)
    shown = openpyxl.load_workbook(io.BytesIO(stable_bytes(book, MOMENT))).worksheets[0]
    cells = [one.value for line in shown.iter_rows() for one in line]
    assert LIST_ONLY in cells
    assert "联系电话" in cells
