"""What a sheet says once it is read: rows, numbers as text, labels, totals."""

from datetime import date, datetime, time
from typing import Any

import pytest

from ingestion.contract import Contract, load_contracts
from ingestion.readers import ReadFile, ReadTable, read
from ingestion.settings import Settings
from tests.ingestion.files import headers, rewrite, text_file, workbook

CONTRACTS: dict[str, Contract] = load_contracts()
VILLAGE = CONTRACTS["village_submission"]
ROSTER = CONTRACTS["household_roster"]
PENSIONS = CONTRACTS["social_security"]
MEDICAL = CONTRACTS["medical_insurance"]
SETTINGS = Settings(_env_file=None)
SHARED = "xl/sharedStrings.xml"
LABELS = ["村代码", "230521101221", "所属月份", "2023-01", "填报人", "李强"]


def report(*rows: list[Any], labels: list[Any] = LABELS, header: list[Any] | None = None) -> bytes:
    """A village's monthly report with these data rows."""
    return workbook({"收支月报": [["标题"], labels, [], header or headers(VILLAGE), *rows]})


def good(read_file: ReadFile) -> ReadFile:
    assert read_file.problem is None, read_file.detail
    return read_file


def table(data: bytes, contract: Contract = VILLAGE) -> ReadTable:
    return good(read(contract, data, SETTINGS)).tables[0]


def cells(read_table: ReadTable, column: str, contract: Contract = VILLAGE) -> list[str | None]:
    place = list(contract.part(read_table.table).columns).index(column)
    return [row.cells[place] for row in read_table.rows]


def test_rows_are_numbered_as_in_the_sheet() -> None:
    read_table = table(report([1, "H1"], [], [None, None], [2, "H2"]))
    assert read_table.header_row == 4
    assert [row.row_number for row in read_table.rows] == [5, 8]
    assert cells(read_table, "household_id") == ["H1", "H2"]


def test_a_row_with_nothing_but_blanks_or_a_running_number_is_no_row() -> None:
    read_table = table(report([1], [2, "\u3000 ", "\n"], ["", " "], [3, "H3"], [None, "H4"]))
    assert [row.row_number for row in read_table.rows] == [8, 9]


def test_numbered_rows_without_more_are_none_in_tables_that_know_no_running_number() -> None:
    header = ["序 号", *headers(PENSIONS)]
    rows = [[1, "p1", *[""] * 10], [2, *[""] * 11], [3, *[" "] * 11]]
    form = text_file([header, *rows], "gbk")
    assert [row.row_number for row in table(form, PENSIONS).rows] == [2]
    posts = CONTRACTS["employment"]
    rows = [["说明"], ["序号", *headers(posts)], [1, "p1"], [2], [3, "\u3000"]]
    form = workbook({"填表说明": [["x"]], "务工台账": rows})
    assert [row.row_number for row in table(form, posts).rows] == [3]


def test_a_row_filled_only_in_an_unknown_column_is_a_row() -> None:
    header = [*headers(VILLAGE), "产业类型"]
    read_table = table(report([*[None] * (len(header) - 1), "种植"], header=header))
    assert [row.row_number for row in read_table.rows] == [5]
    assert read_table.unknown_columns == ["产业类型"]


@pytest.mark.parametrize("label", ["合计", " 合计\u3000", "合 计"])
def test_the_total_row_ends_the_data(label: str) -> None:
    read_table = table(report([1, "H1"], [label, None, None, None, 12], ["填报人签字：", "张三"]))
    assert [(row.row_number, row.is_total) for row in read_table.rows] == [(5, False), (6, True)]
    assert cells(read_table, "members")[-1] == "12"


def test_without_a_total_row_the_sheet_is_read_to_its_end() -> None:
    assert len(table(report([1, "H1"], [2, "H2"])).rows) == 2


def test_a_total_elsewhere_than_in_the_first_cell_ends_nothing() -> None:
    assert len(table(report([1, "合计"], [2, "H2"])).rows) == 2


def test_columns_may_stand_in_any_order() -> None:
    read_table = table(report(["备注一", "H1"], header=list(reversed(headers(VILLAGE)))))
    assert read_table.unknown_columns == []
    assert cells(read_table, "remark") == ["备注一"]
    assert cells(read_table, "visited_on") == ["H1"]


def test_headers_match_without_blanks_and_by_aliases() -> None:
    spelt = {
        "户编号": "户\n编 号",
        "务工收入": "\u3000务工工资",
        "养老金": "养老金\u00a0或离退休金\t",
        "最低生活保障金": "低保\r\n金",
        "特困人员救助供养金": "五保金",
    }
    header = [spelt.get(text, text) for text in headers(VILLAGE)]
    read_table = table(report([1, "H1", None, None, None, 500], header=header))
    assert cells(read_table, "wage_migrant") == ["500"]
    assert read_table.unknown_columns == []


def test_a_second_header_for_a_column_is_unknown_and_the_first_one_counts() -> None:
    header = [*headers(VILLAGE), "务工工资", "", "备注"]
    row = [1, "H1", None, None, None, 500, *[None] * (len(header) - 9), 700, None, "x"]
    read_table = table(report(row, header=header))
    assert read_table.unknown_columns == ["务工工资", "备注"]
    assert cells(read_table, "wage_migrant") == ["500"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (309.055, "309.055"),
        (230521101221.0, "230521101221"),
        (1e-7, "0.0000001"),
        (-0.5, "-0.5"),
        (0, "0"),
        (1e15, "1.00000000000000E+15"),
        (1e22, "1.00000000000000E+22"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2023, 1, 5), "2023-01-05"),
        (datetime.fromisoformat("2023-01-05 08:30:01"), "2023-01-05 08:30:01"),
        (time(8, 30), "08:30:00"),
        (" 约500\n", " 约500\n"),
        ("１２００元", "１２００元"),
        ("007", "007"),
        ("", None),
        (None, None),
    ],
)
def test_cells_keep_what_their_sender_sees(value: Any, text: str | None) -> None:
    assert cells(table(report([1, "H1", value])), "head_name") == [text]


def test_a_time_a_hair_before_the_second_is_that_second() -> None:
    just_before = datetime.fromisoformat("2023-01-05 09:59:59.999")
    assert cells(table(report([1, "H1", just_before])), "head_name") == ["2023-01-05 10:00:00"]


def test_an_error_in_a_cell_is_text_and_not_a_blank() -> None:
    def divide_by_zero(book: Any) -> None:
        sheet = book.get_worksheet_by_name("收支月报")
        sheet.write_formula(4, 5, "=1/0", None, "#DIV/0!")
        sheet.write_formula(5, 5, "=1+1", None, 2)

    rows = [["标题"], LABELS, [], headers(VILLAGE), [1, "H1"], [2, "H2"]]
    data = workbook({"填表说明": [["x"]], "收支月报": rows}, divide_by_zero)
    assert cells(table(data), "wage_migrant") == ["#DIV/0!", "2"]


def test_a_table_that_begins_in_another_column_is_read() -> None:
    rows: list[list[Any]] = [["标题"], LABELS, [], headers(VILLAGE), [1, "H1"]]
    data = workbook({"收支月报": [[None, None, *row] for row in rows]})
    assert cells(table(data), "household_id") == ["H1"]
    assert good(read(VILLAGE, data, SETTINGS)).unit_code == "230521101221"


@pytest.mark.parametrize(
    ("month", "period"),
    [
        ("2023-01", "2023-01"),
        (202301, "2023-01"),
        ("2023年1月", "2023-01"),
        (" 2023/1 ", "2023-01"),
        ("２０２３年１月", "2023-01"),
        (date(2023, 1, 1), "2023-01"),
        (datetime.fromisoformat("2023-01-31 10:00:00"), "2023-01"),
        ("2023-13", None),
        ("一月", None),
        (None, None),
    ],
)
def test_the_labels_tell_village_and_month(month: Any, period: str | None) -> None:
    labels = ["填报日期", "2023-02-03", "村代码", 230521101221, "所属月份", month]
    read_file = good(read(VILLAGE, report([1, "H1"], labels=labels), SETTINGS))
    assert (read_file.unit_code, read_file.declared_period) == ("230521101221", period)


@pytest.mark.parametrize(
    ("labels", "unit"),
    [
        (["村 代码：", " ２30521101221"], "230521101221"),
        ([None, None, "村代码", None, "230521101221"], "230521101221"),
        (["村代码", None, "所属月份", "2023-01"], None),
        (["所属月份", "2023-01"], None),
        ([], None),
    ],
)
def test_labels_may_be_anywhere_in_their_row_or_missing(
    labels: list[Any], unit: str | None
) -> None:
    assert good(read(VILLAGE, report([1, "H1"], labels=labels), SETTINGS)).unit_code == unit


def test_sheet_names_match_after_trimming() -> None:
    rows = [["标题"], LABELS, [], headers(VILLAGE), [1, "H1"]]
    assert len(table(workbook({"说明": [["x"]], " 收支月报 ": rows})).rows) == 1


def test_the_feedback_sheet_is_read_beside_the_report() -> None:
    report_rows = [["标题"], LABELS, [], headers(VILLAGE), [1, "H1"]]
    feedback = [headers(VILLAGE, "village_feedback"), ["H1", "income_drop"], [], ["H2"]]
    data = workbook({"收支月报": report_rows, "跟踪反馈": feedback})
    one, two = good(read(VILLAGE, data, SETTINGS)).tables
    assert (one.table, two.table) == ("village_submission", "village_feedback")
    assert two.header_row == 1
    assert [row.row_number for row in two.rows] == [2, 4]
    assert two.missing_columns == []


def test_a_feedback_sheet_without_some_columns_does_not_cost_the_report() -> None:
    report_rows = [["标题"], LABELS, [], headers(VILLAGE), [1, "H1"]]
    data = workbook({"收支月报": report_rows, "跟踪反馈": [["户编号"], ["H1"]]})
    _, feedback = good(read(VILLAGE, data, SETTINGS)).tables
    assert feedback.missing_columns[:2] == ["预警规则", "核实日期"]
    assert feedback.rows[0].cells == ["H1"] + [None] * 7


def test_the_first_sheet_is_the_first_one_that_can_be_seen() -> None:
    def hide(book: Any) -> None:
        book.get_worksheet_by_name("字典").hide()
        book.get_worksheet_by_name("名单").activate()
        book.get_worksheet_by_name("名单").set_first_sheet()

    rows = [["标题"], ["导出"], headers(ROSTER), [230521101221, "H1"]]
    data = workbook({"字典": [["脱贫户"]], "名单": rows}, hide)
    read_table = table(data, ROSTER)
    assert read_table.rows[0].row_number == 4
    assert cells(read_table, "village_code", ROSTER) == ["230521101221"]


def test_a_character_that_no_database_takes_is_read_as_an_unknown_one() -> None:
    written = report([1, "H_NUL_1"])
    data = rewrite(written, {SHARED: lambda xml: xml.replace(b"_NUL_", b"_x0000_")})
    assert cells(table(data), "household_id") == ["H\ufffd1"]


def pensions(*rows: list[Any], header: list[str] | None = None) -> bytes:
    return text_file([header or headers(PENSIONS), *rows], "gbk")


def line(*cells: str) -> list[str]:
    """A line of as many cells as the header of the pension feed."""
    return [*cells, *[""] * (len(headers(PENSIONS)) - len(cells))]


def test_a_csv_is_read_with_its_lines_counted() -> None:
    data = pensions(line("1", "ID", "张三"), [], ["", " ", "\u3000"], line("2", "ID2"))
    read_table = table(data, PENSIONS)
    assert [row.row_number for row in read_table.rows] == [2, 5]
    assert read_table.rows[0].cells == ["1", "ID", "张三"] + [None] * 8
    assert not read_table.rows[0].is_total


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(line_end: str) -> None:
    data = text_file([headers(PENSIONS), line("1"), line("2")], "gbk", line_end)
    assert cells(table(data, PENSIONS), "account_number", PENSIONS) == ["1", "2"]


def test_csv_columns_may_stand_in_any_order_with_others_between() -> None:
    header = [*reversed(headers(PENSIONS)), "", "经办人"]
    read_table = table(pensions([*"abcdefghijk", "", "x"], header=header), PENSIONS)
    assert read_table.rows[0].cells == list("kjihgfedcba")
    assert read_table.unknown_columns == ["经办人"]


def test_cells_of_a_csv_stay_as_they_are() -> None:
    read_table = table(pensions(line("0012", '="230521198001010011"', " 张三\u3000")), PENSIONS)
    assert read_table.rows[0].cells[:3] == ["0012", '="230521198001010011"', " 张三\u3000"]


def test_a_rare_character_beyond_gbk_is_read() -> None:
    data = text_file([headers(PENSIONS), line("1", "ID", "张㛃𬀩")], "gb18030")
    assert cells(table(data, PENSIONS), "name", PENSIONS) == ["张㛃𬀩"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("kind", ["medical_enrolment", "medical_settlement"])
def test_the_header_tells_the_kind_of_a_medical_file(kind: str, encoding: str) -> None:
    data = text_file([headers(MEDICAL, kind), ["a", "b"]], encoding)
    assert table(data, MEDICAL).table == kind


def test_a_csv_with_a_header_only_has_no_rows() -> None:
    assert table(pensions(), PENSIONS).rows == []
