"""A form that came back as it was sent out is told from one that somebody filled in."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.notes import Note, NoteKind
from ingestion.render.template import Earlier, Entry, Row, write_template
from tests.ingestion.files import workbook
from tests.ingestion.villages import SHEET, VILLAGE, households, notes, report, row, sheet, xls

UNTOUCHED = [Note(NoteKind.UNTOUCHED)]
PENSION, WAGE = Entry(Decimal("120.50"), is_prefilled=True), Entry(Decimal(2000), is_prefilled=True)
ROWS: list[Row] = [
    {"household_id": "0042", "members": 2, "tr_pension": PENSION, "wage_migrant": WAGE},
    {"household_id": "0043", "members": 3, "tr_support": Entry(None, "上月填报：300.00元")},
]


def form(rows: list[Row] = ROWS) -> bytes:
    """Our form, with earlier figures beside it."""
    stream = io.BytesIO()
    amounts = {"wage_migrant": Decimal(5)}
    earlier = [Earlier("上月 2023-06", {"household_id": "0042", "head_name": "张"}, amounts)]
    write_template(
        VILLAGE, stream, unit_code="230502200201", period="2023-07", rows=rows, earlier=earlier
    )
    return stream.getvalue()


def saved(change: Callable[[Worksheet], Any] = lambda _: None) -> bytes:
    """The form after somebody opened, perhaps changed and saved it."""
    book = openpyxl.load_workbook(io.BytesIO(form()))
    change(book[SHEET])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell(header: str, household: str) -> Callable[[Worksheet], Any]:
    def find(sheet: Worksheet) -> Any:
        [column] = [at for at, one in enumerate(sheet[4], 1) if one.value == header]
        lines = enumerate(sheet.iter_rows(min_row=5), 5)
        [line] = [at for at, one in lines if one[1].value == household]
        return sheet.cell(line, column)

    return find


def test_the_form_that_nobody_filled_in_is_known() -> None:
    assert notes(form(), *NoteKind) == UNTOUCHED
    assert notes(saved()) == UNTOUCHED


def test_the_figures_stand_on_a_sheet_that_nobody_sees() -> None:
    book = openpyxl.load_workbook(io.BytesIO(saved()))
    assert book["_预填"].sheet_state == "veryHidden"
    rows = [[one.value for one in line] for line in book["_预填"].iter_rows()]
    assert rows == [
        ["预填", "列名", "金额"],
        ["0042", "养老金", 120.5],
        ["0042", "务工收入", 2000],
    ]
    assert "_预填" not in openpyxl.load_workbook(io.BytesIO(form([]))).sheetnames


@pytest.mark.parametrize(
    ("header", "household", "value"),
    [
        ("养老金", "0042", 121),
        ("养老金", "0042", "约120.5"),
        ("务工收入", "0043", 2000),
        ("赡养费", "0043", 0),
        ("赡养费", "0043", "-"),
        ("赡养费", "0043", "=1+2"),
        ("入户日期", "0043", date(2023, 7, 10)),
        ("户编号", "0042", "0041"),
    ],
)
def test_whoever_fills_in_anything_has_reported(header: str, household: str, value: Any) -> None:
    def fill(sheet: Worksheet) -> None:
        cell(header, household)(sheet).value = value

    assert {one.kind for one in notes(saved(fill))} <= {NoteKind.TAKEN_OVER}


@pytest.mark.parametrize(
    ("header", "household", "value"),
    [
        ("养老金", "0042", None),
        ("养老金", "0042", "１２０.50元"),
        ("户主姓名", "0043", "李"),
        ("收支变化原因", "0043", "因病"),
        ("备注", "0043", "无"),
        ("赡养费", "0043", " "),
    ],
)
def test_what_is_no_amount_and_no_visit_does_not_count(
    header: str, household: str, value: Any
) -> None:
    def fill(sheet: Worksheet) -> None:
        cell(header, household)(sheet).value = value

    assert notes(saved(fill)) == UNTOUCHED


def test_without_the_hidden_sheet_every_amount_must_be_blank() -> None:
    blank = sheet(row("H1", visited_on=None), row("H2", visited_on=None), ["合计"])
    for data in (workbook({SHEET: blank}), xls({SHEET: blank})):
        assert notes(data) == UNTOUCHED
    book = openpyxl.load_workbook(io.BytesIO(form()))
    del book["_预填"]
    stream = io.BytesIO()
    book.save(stream)
    assert notes(stream.getvalue()) == []


def test_a_form_without_a_household_and_rows_below_the_total_are_not_judged_here() -> None:
    assert notes(report()) == []
    assert notes(form([])) == []
    untouched = report(row("H1", visited_on=None), ["合计"], row("H2", wage_migrant=5))
    assert notes(untouched) == UNTOUCHED


def test_our_own_sheets_are_no_data_of_the_same_kind() -> None:
    def fill(sheet: Worksheet) -> None:
        cell("入户日期", "0042")(sheet).value = date(2023, 7, 10)

    data = saved(fill)
    assert NoteKind.OTHER_SHEET not in {one.kind for one in notes(data)}
    assert [one["household_id"] for one in households(data)] == ["0042", "0043"]
    assert households(data)[0]["tr_pension"] == "120.5"


def test_cells_that_still_hold_the_departments_figures_are_noted_as_taken_over() -> None:
    def fill(sheet: Worksheet) -> None:
        cell("入户日期", "0042")(sheet).value = date(2023, 7, 10)
        cell("务工收入", "0042")(sheet).value = 2100
        cell("养老金", "0043")(sheet).value = 120.5

    assert notes(saved(fill)) == [Note(NoteKind.TAKEN_OVER, 5, "tr_pension")]
