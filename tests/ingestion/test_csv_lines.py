"""What feeds.md says of csv files that are not quite right (Doubtful input, CSV)."""

import pytest

from ingestion.contract import Contract, load_contracts
from ingestion.readers import ReadFile, read
from ingestion.settings import Settings
from tests.ingestion.files import headers

CONTRACTS = load_contracts()
PENSIONS, MEDICAL = CONTRACTS["social_security"], CONTRACTS["medical_insurance"]
SETTINGS = Settings(_env_file=None)
HEADER = ",".join(headers(PENSIONS))
ENROLMENT = "certno,psn_name,insutype,psn_insu_stas,crt_insu_date,insu_admdvs"
ONE, TWO = "1,ID1,张三,1,3,居民,202306,202307,1,150,", "2,ID2,李四,1,3,居民,202306,202307,1,,"
MARK = "\ufeff".encode()
MARK_IN_GBK = "\ufeff".encode("gb18030")

#: Row number → account number, or the problem of the line.
Told = dict[int, str | None]


def pensions(*lines: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *lines, ""]).encode("gb18030")


def found(data: bytes, contract: Contract = PENSIONS) -> ReadFile:
    return read(contract, data, SETTINGS)


def told(data: bytes, contract: Contract = PENSIONS) -> Told:
    read_file = found(data, contract)
    assert read_file.problem is None, read_file.detail
    rows = read_file.tables[0].rows
    assert all(not any(row.cells) for row in rows if row.problem), "no cell of such a line is kept"
    return {row.row_number: row.problem or row.cells[0] for row in rows}


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_the_one_that_makes_the_header_known(separator: str) -> None:
    assert told(pensions(ONE, TWO).replace(b",", separator.encode())) == {2: "1", 3: "2"}


def test_another_separator_is_not_known() -> None:
    assert found(pensions(ONE).replace(b",", b"|")).problem == "column_missing"


def test_other_separators_may_stand_in_cells() -> None:
    tabs = pensions(ONE, TWO).replace(b",", b"\t")
    assert told(tabs.replace("居民".encode("gbk"), b"a,b;c")) == {2: "1", 3: "2"}


@pytest.mark.parametrize("marks", [MARK, MARK * 2, MARK_IN_GBK, MARK + MARK_IN_GBK])
def test_any_byte_order_marks_are_dropped(marks: bytes) -> None:
    assert told(marks + pensions(ONE)) == {2: "1"}
    quoted = pensions(ONE, header='"个人编号"' + HEADER.removeprefix("个人编号"))
    assert told(marks + quoted) == {2: "1"}
    assert told(marks + f"{ENROLMENT}\nID,张三,1,2,3,4\n".encode(), MEDICAL) == {2: "ID"}


def test_a_file_appended_to_itself_has_its_mark_in_the_middle() -> None:
    once = MARK + pensions('"1"' + ONE[1:])
    assert told(once * 2) == {2: "1", 4: "1"}
    once = MARK + f'"certno"{ENROLMENT[6:]}\n"ID",张三,1,2,3,4\n'.encode()
    assert told(once * 2, MEDICAL) == {2: "ID", 4: "ID"}


@pytest.mark.parametrize("end", [b"\x1a", b"\x1a\r\n", b"\r\n\x1a\x1a"])
def test_an_old_end_mark_is_dropped(end: bytes) -> None:
    assert told(pensions(ONE, TWO) + end) == {2: "1", 3: "2"}
    read_file = found(pensions(ONE, TWO).removesuffix(b"\r\n") + end)
    assert [row.cells[-1] for row in read_file.tables[0].rows] == [None, None]
    assert told(HEADER.encode("gbk") + end) == {}


def test_lines_with_more_or_fewer_cells_than_the_header_are_not_read() -> None:
    thousands = ONE.replace(",150,", ",1,250.00,")
    assert told(pensions(ONE, thousands, TWO)) == {2: "1", 3: "cells", 4: "2"}
    assert told(pensions(ONE, "2,ID2,李", "四,1,3,居民,202306,202307,1,,")) == {
        2: "1",
        3: "cells",
        4: "cells",
    }


def test_a_file_cut_short_loses_its_last_line() -> None:
    assert told(pensions(ONE, TWO).removesuffix(b",,\r\n")) == {2: "1", 3: "cells"}
    within_a_name = pensions(ONE, "2,ID2,李").removesuffix(b"\xee\r\n")
    assert told(within_a_name) == {2: "1", 3: "characters"}


def test_blank_cells_count_as_cells() -> None:
    assert told(pensions(ONE + ",", ONE)) == {2: "cells", 3: "1"}
    assert told(pensions(ONE + ",", ONE, header=HEADER + ",")) == {2: "1", 3: "cells"}
    assert told(pensions(ONE + ",,", ONE + ",", header=HEADER + ",, ")) == {2: "1", 3: "cells"}


def test_lines_of_blanks_and_separators_are_no_rows() -> None:
    assert told(pensions("", ",,", "\u3000,\t", ",,,,,,,,,,", ",,,,,,,,,,,,,", '"",""', ONE)) == {
        8: "1"
    }


def test_a_line_with_a_running_number_only_is_no_row_if_it_is_whole() -> None:
    header = f"序号,{HEADER}"
    assert told(pensions(f"1,{ONE}", "2,,,,,,,,,,,", "3", header=header)) == {2: "1", 4: "cells"}


def test_a_quoted_amount_is_one_cell() -> None:
    read_file = found(pensions(ONE.replace(",150,", ',"1,250.00",')))
    assert read_file.tables[0].rows[0].cells[-2:] == ["1,250.00", None]


@pytest.mark.parametrize(
    "line",
    [
        ONE.replace("张三", '"张三'),
        ONE.replace("张三", '"张三"丰'),
        ONE + '"',
        '"' + ONE,
    ],
)
def test_a_quote_not_closed_costs_only_its_own_line(line: str) -> None:
    assert told(pensions(line, TWO, ONE)) == {2: "cells", 3: "2", 4: "1"}


def test_no_cell_spans_lines() -> None:
    assert told(pensions(ONE.replace("张三", '"张\n三"'), TWO)) == {2: "cells", 3: "cells", 4: "2"}


def test_a_quote_within_a_cell_is_a_character_like_others() -> None:
    read_file = found(pensions(ONE.replace("ID1", '="230521198001010011"')))
    assert read_file.tables[0].rows[0].cells[1] == '="230521198001010011"'


@pytest.mark.parametrize(
    "again", [HEADER, HEADER.replace("姓名", "姓 名\u3000"), HEADER.replace("姓名", '"姓名"')]
)
def test_a_line_equal_to_the_header_is_no_row(again: str) -> None:
    assert told(pensions(ONE, again, TWO)) == {2: "1", 4: "2"}


def test_a_line_that_differs_from_the_header_in_a_cell_is_a_row() -> None:
    assert told(pensions(ONE, HEADER.replace("姓名", "张三"))) == {2: "1", 3: "个人编号"}
    enrolment = f"{ENROLMENT}\n{ENROLMENT}\nｃertno{ENROLMENT[6:]}\n{ENROLMENT[:-1]}\n"
    assert told(enrolment.encode(), MEDICAL) == {4: "certno"}


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param("张三".encode("gbk")[:-1], id="cut within a character"),
        pytest.param(b"\xd5", id="half a character before the separator"),
        pytest.param(b"\x80", id="no character"),
        pytest.param(b"\xff\xfe", id="no characters"),
        pytest.param(b"\0", id="NUL"),
    ],
)
def test_bytes_that_are_no_characters_cost_only_their_line(damaged: bytes) -> None:
    data = pensions(ONE, TWO, ONE).replace("李四".encode("gbk"), damaged)
    assert told(data) == {2: "1", 3: "characters", 4: "1"}


def test_a_line_that_is_damaged_and_short_is_told_as_damaged() -> None:
    assert told(pensions(ONE) + b"2,\x80\r\n") == {2: "1", 3: "characters"}


def with_damage(damaged: int, rows: int) -> bytes:
    return pensions(*[ONE] * (rows - damaged)) + (TWO.encode("gbk") + b"\x80\r\n") * damaged


def test_many_damaged_lines_are_a_damaged_file() -> None:
    assert set(told(with_damage(10, 10)).values()) == {"characters"}
    assert len(told(with_damage(11, 1_100))) == 1_100
    for data in (with_damage(11, 1_099), with_damage(11, 11)):
        assert (found(data).problem, found(data).detail) == ("unreadable", "文件编码不是GBK")


def test_rare_characters_of_gb_18030_are_characters() -> None:
    assert told(pensions(ONE.replace("张三", "张㛃𬀩"))) == {2: "1"}


def test_a_cell_of_endless_length_costs_its_line() -> None:
    assert told(pensions(ONE, "x" * 200_000, ONE.replace("张三", "张" * 200_000))) == {
        2: "1",
        3: "cells",
        4: "cells",
    }


def test_a_header_that_is_damaged_is_told_of_the_file() -> None:
    damaged = pensions(ONE).replace("姓名".encode("gbk"), b"\xd0")
    assert found(damaged).detail == "文件编码不是GBK"
    assert found(pensions(ONE, header=f'"{HEADER}')).detail == (
        "csv格式有误（表头引号不成对或单元格过长）"
    )


def test_a_header_of_more_cells_than_a_sheet_can_have_is_refused() -> None:
    assert told(pensions(ONE + "," * 10_000, header=HEADER + "," * 10_000)) == {2: "1"}
    assert found(pensions(header=HEADER + "," * 20_000)).detail == "表头超过16384列"
