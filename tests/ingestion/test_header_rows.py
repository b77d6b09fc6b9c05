"""Where a sheet's header, labels and total are found, though the form was changed."""

from typing import Any

import pytest

from ingestion.contract import load_contracts
from ingestion.notes import Note, NoteKind
from ingestion.readers import read
from tests.ingestion.files import headers, workbook
from tests.ingestion.villages import (
    GROUP_ROW,
    HEADERS,
    LABELS,
    SETTINGS,
    SHEET,
    households,
    notes,
    refusal,
    report,
    row,
    sheet,
    taken,
)

ROSTER = load_contracts()["household_roster"]
ONE = row("H1", wage_migrant=100)


@pytest.mark.parametrize(
    "above",
    [
        [LABELS, GROUP_ROW],
        [["标题"], ["附件1"], [], LABELS, ["制表"], GROUP_ROW],
        [LABELS],
        [["标题"], *[[]] * 11, LABELS, GROUP_ROW],
    ],
)
def test_a_header_is_found_in_the_first_fifteen_rows(above: list[Any]) -> None:
    data = report(ONE, above=above)
    table = taken(data).tables[0]
    assert table.header_row == len(above) + 1
    assert [one.row_number for one in table.rows] == [len(above) + 2]
    assert households(data)[0]["wage_migrant"] == "100"
    assert notes(data) == []
    assert taken(data).unit_code == "230502200201"


def test_a_header_below_the_fifteenth_row_is_missing() -> None:
    data = report(ONE, above=[["标题"], *[[]] * 12, LABELS, GROUP_ROW])
    assert refusal(data)[0] == "column_missing"


def test_the_usual_row_comes_before_an_earlier_one() -> None:
    assert taken(report(ONE, above=[HEADERS, LABELS, GROUP_ROW])).tables[0].header_row == 4


def test_what_the_nearest_row_lacks_is_told() -> None:
    header = [text for text in HEADERS if text != "养老金"]
    data = workbook({SHEET: [LABELS, [], header, [1, "H1"]]})
    assert refusal(data) == ("column_missing", "缺少列：养老金")


def test_tables_of_other_feeds_are_found_as_well() -> None:
    data = workbook({"名单": [["标题"], headers(ROSTER), ["230502200201", "H1"]]})
    read_file = read(ROSTER, data, SETTINGS)
    assert read_file.tables[0].header_row == 2
    assert read_file.tables[0].rows[0].cells[1] == "H1"


def test_a_column_without_a_group_may_stand_in_the_upper_row_of_the_header() -> None:
    ungrouped = HEADERS[:5]
    upper = [*ungrouped, *GROUP_ROW[5:]]
    lower = [None] * 5 + HEADERS[5:]
    data = workbook({SHEET: [["标题"], LABELS, upper, lower, ONE]})
    assert households(data)[0]["household_id"] == "H1"
    moved = workbook({SHEET: [["标题"], LABELS, [], [], upper, lower, ONE]})
    assert taken(moved).tables[0].header_row == 6
    assert households(moved) == households(data)


def test_a_column_of_a_group_does_not_stand_in_the_upper_row() -> None:
    upper: list[Any] = [*GROUP_ROW]
    lower: list[Any] = [*HEADERS]
    upper[6], lower[6] = lower[6], None
    data = workbook({SHEET: [["标题"], LABELS, upper, lower, ONE]})
    assert refusal(data) == ("column_missing", "缺少列：公益性岗位收入")


@pytest.mark.parametrize("missing", [["序号"], ["备注"], ["序号", "备注"]])
def test_serial_number_and_remark_may_be_missing(missing: list[str]) -> None:
    kept = [at for at, header in enumerate(HEADERS) if header not in missing]
    rows = [[cells[at] if at < len(cells) else None for at in kept] for cells in (HEADERS, ONE)]
    data = workbook({SHEET: [["标题"], LABELS, [], *rows, ["合计"], ["签字", "H9"]]})
    assert households(data)[0]["household_id"] == "H1"
    assert len(households(data)) == 1


@pytest.mark.parametrize(
    "labels",
    [
        [["村代码：", "230502200201"], ["所属月份:", "2023年7月份"]],
        [
            ["村 代码"],
            [None, "所属月份 ：", None, None, "2023.07"],
            ["x", "村代码", None, "230502200201"],
        ],
        [["\u200b村代码", "230502200201\u200b", "所属月份\ufeff", 45108]],
        [["村代码", 230502200201, "所属月份", 2023.7]],
    ],
)
def test_labels_stand_in_any_row_above_the_header(labels: list[Any]) -> None:
    read_file = taken(report(ONE, above=[["标题"], *labels, GROUP_ROW]))
    assert (read_file.unit_code, read_file.declared_period) == ("230502200201", "2023-07")


def test_a_label_is_no_label_below_the_header() -> None:
    read_file = taken(report(ONE, ["村代码", "230502200201"], above=[["标题"], [], []]))
    assert read_file.unit_code is None


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        (" 收支\u3000月报\n", True),
        ("\ufeff收支月报\u200b", True),
        ("收支月报(1)", False),
        ("收支月报（元）", False),
    ],
)
def test_sheet_names_match_like_headers_but_brackets_belong_to_them(
    name: str, *, is_found: bool
) -> None:
    problem, _ = refusal(workbook({"说明": [["x"]], name.strip(): sheet(ONE)}))
    assert problem == (None if is_found else "sheet_missing")


@pytest.mark.parametrize("label", ["合计：", "合计:", "总计", " 总 计 ：", "合\u200b计"])
def test_the_total_row_may_have_a_colon_and_be_called_otherwise(label: str) -> None:
    data = report(ONE, [label, None, None, None, 6], ["填报人签字：", "王某"])
    assert [one.is_total for one in taken(data).tables[0].rows] == [False, True]
    assert notes(data) == []


def test_a_household_below_the_total_is_noted_and_a_signature_is_not() -> None:
    signatures: list[list[Any]] = [
        ["填报人签字：", "王某", "李某"],
        [],
        ["联系电话", None, "13800000000"],
    ]
    data = report(ONE, ["合计"], row(" H2 "), *signatures, row("H3"))
    below = [(note.row_number, note.value) for note in notes(data, NoteKind.BELOW_TOTAL)]
    assert below == [(7, " H2 "), (11, "H3")]
    assert len(households(data)) == 1


@pytest.mark.parametrize("at", [1, 4, 15])
def test_another_visible_sheet_of_the_same_kind_is_noted(at: int) -> None:
    other: list[Any] = [[]] * (at - 1) + [["户 编号", "x", "务工工资（元）"], ["H2"]]
    data = workbook({SHEET: sheet(ONE), "收支月报（2）": other, "说明": [["户编号"], ["务工收入"]]})
    assert notes(data) == [Note(NoteKind.OTHER_SHEET, name="收支月报（2）")]


def test_a_hidden_sheet_and_the_parts_own_sheets_are_not_noted() -> None:
    other: list[Any] = [["户编号", "务工收入"], ["H2"]]

    def hide(book: Any) -> None:
        book.get_worksheet_by_name("隐藏").hide()
        book.get_worksheet_by_name("深藏").very_hidden()

    sheets = {SHEET: sheet(ONE), "隐藏": other, "深藏": other, "跟踪反馈": [["户编号", "务工收入"]]}
    assert notes(workbook(sheets, hide)) == []
    far = {SHEET: sheet(ONE), "远": [[]] * 15 + other}
    assert notes(workbook(far)) == []
