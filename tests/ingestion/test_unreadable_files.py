"""Files that cannot be read say why, and never stop a run."""

import io
import random
import re
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.contract import Contract, load_contracts
from ingestion.readers import over_size, read
from ingestion.settings import Settings
from tests.ingestion.files import headers, rewrite, text_file, workbook

CONTRACTS: dict[str, Contract] = load_contracts()
VILLAGE = CONTRACTS["village_submission"]
ROSTER = CONTRACTS["household_roster"]
PENSIONS = CONTRACTS["social_security"]
MEDICAL = CONTRACTS["medical_insurance"]
SETTINGS = Settings(_env_file=None)
SHEET = "xl/worksheets/sheet1.xml"
LABELS = ["村代码", "230521101221", "所属月份", "2023-01"]
REPORT = workbook({"收支月报": [["标题"], LABELS, [], headers(VILLAGE), [1, "H1", "张三", "x", 3]]})
PENSION_LINES = [headers(PENSIONS), *[["1", "ID", "张三", *[""] * 8]] * 12]
PENSION_FILE = text_file(PENSION_LINES, "gbk")


def problem(data: bytes, contract: Contract = VILLAGE, limits: Settings = SETTINGS) -> str | None:
    return read(contract, data, limits).problem


def test_the_files_that_the_others_are_made_from_are_good() -> None:
    assert problem(REPORT) is None
    assert problem(PENSION_FILE, PENSIONS) is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), id="empty OLE file"),
        pytest.param(b"<html><table><tr><td>1</td></tr></table></html>", id="html"),
        pytest.param("户编号,户主姓名\n".encode("gbk"), id="csv"),
        pytest.param(REPORT[: len(REPORT) // 2], id="cut short"),
        pytest.param(REPORT[:-10], id="cut at its end"),
        pytest.param(b"PK\x03\x04" + random.Random(1).randbytes(500), id="noise"),  # noqa: S311 noise
        pytest.param(rewrite(REPORT, {"xl/workbook.xml": None}), id="no workbook"),
        pytest.param(rewrite(REPORT, {SHEET: None}), id="no sheet"),
        pytest.param(rewrite(REPORT, {SHEET: lambda xml: xml[:-30]}), id="sheet cut short"),
    ],
)
def test_what_is_no_whole_workbook_is_unreadable(data: bytes) -> None:
    read_file = read(VILLAGE, data, SETTINGS)
    assert read_file.problem == "unreadable"
    assert read_file.detail
    assert read_file.tables == []


@pytest.mark.parametrize(
    ("right", "wrong"), [(b"<v>3</v>", b"<v>9</v>"), (b"<Application>M", b"<Application>N")]
)
def test_a_single_wrong_byte_anywhere_is_noticed(right: bytes, wrong: bytes) -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(REPORT)) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert right in stored.getvalue()
    assert problem(stored.getvalue()) is None
    assert problem(stored.getvalue().replace(right, wrong)) == "unreadable"


def test_an_encrypted_entry_makes_the_file_unreadable() -> None:
    data = bytearray(REPORT)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    read_file = read(VILLAGE, bytes(data), SETTINGS)
    assert read_file.problem == "unreadable"
    assert "加密" in (read_file.detail or "")


def test_the_packed_size_is_limited() -> None:
    small = SETTINGS.model_copy(update={"max_packed_mb": 1})
    data = text_file([headers(PENSIONS)], "gbk") + b"\n" * (1024 * 1024)
    assert problem(data, PENSIONS) is None
    assert problem(data, PENSIONS, small) == "unreadable"
    assert "1MB" in (over_size(small).detail or "")


def test_the_unpacked_size_is_limited() -> None:
    small = SETTINGS.model_copy(update={"max_unpacked_mb": 1})
    blank = b" " * (1024 * 1024)
    data = rewrite(REPORT, {SHEET: lambda xml: xml + blank})
    assert problem(data) is None
    assert problem(data, limits=small) == "unreadable"


def test_a_size_that_lies_is_found_out() -> None:
    small = SETTINGS.model_copy(update={"max_unpacked_mb": 1})
    blank = b" " * (3 * 1024 * 1024)
    data = rewrite(REPORT, {SHEET: lambda xml: xml + blank})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true_size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    lying = data.replace(true_size, (1000).to_bytes(4, "little"))
    with zipfile.ZipFile(io.BytesIO(lying)) as archive:
        assert archive.getinfo(SHEET).file_size == 1000
    read_file = read(VILLAGE, lying, small)
    assert read_file.problem == "unreadable"
    assert "解压后超过1MB" in (read_file.detail or "")


def far_cell(reference: str) -> bytes:
    return workbook(
        {"收支月报": [["标题"], LABELS, [], headers(VILLAGE), [1, "H1"]]},
        lambda book: book.get_worksheet_by_name("收支月报").write(reference, "x"),
    )


@pytest.mark.parametrize("reference", ["XFD1048576", "XFD100000", "CZ1048576"])
def test_a_lone_cell_far_away_does_not_fill_the_memory(reference: str) -> None:
    read_file = read(VILLAGE, far_cell(reference), SETTINGS)
    assert read_file.problem == "unreadable"
    assert "范围过大" in (read_file.detail or "")


@pytest.mark.parametrize("reference", ["XFD5", "C20000"])
def test_a_lone_cell_in_reach_costs_nothing(reference: str) -> None:
    assert problem(far_cell(reference)) is None


def test_far_cells_that_are_only_coloured_do_no_harm() -> None:
    def colour(book: Any) -> None:
        red = book.add_format({"bg_color": "red"})
        book.get_worksheet_by_name("收支月报").write_blank("XFD1048576", None, red)

    rows = [["标题"], LABELS, [], headers(VILLAGE), [1, "H1"]]
    assert problem(workbook({"收支月报": rows}, colour)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="A1"', b"<c r='XFD1048576'"),
        (b'<c r="A1"', b'<c t="s" r="XFD1048576"'),
        (b'<c r="A1"', b'<c r="A1"r="A99999999999999"'),
        (b'<c r="A1"', b'<c r="A99999999999999"'),
        (b'<c r="A1"', b'<c r="A1" r="XFD1048576"'),
        (b'<row r="1"', b'<row r="4000000000"'),
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'),
    ],
)
def test_cells_written_in_odd_ways_are_not_overlooked(old: bytes, new: bytes) -> None:
    def change(xml: bytes) -> bytes:
        changed = xml.replace(old, new, 1)
        assert changed != xml
        # without references, cells follow the row's number
        return changed.replace(b'<c r="A1"', b"<c") if b"<row" in new else changed

    assert problem(rewrite(REPORT, {SHEET: change})) == "unreadable"


@pytest.mark.parametrize("far", [False, True])
def test_tags_with_a_namespace_prefix_are_looked_at_alike(far: bool) -> None:
    def prefix(xml: bytes) -> bytes:
        xml = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")
        return xml.replace(b'r="AJ4"', b'r="XFD1048576"') if far else xml

    assert problem(rewrite(REPORT, {SHEET: prefix})) == ("unreadable" if far else None)


def test_cells_without_a_reference_follow_one_another() -> None:
    def strip(xml: bytes) -> bytes:
        for row in range(1, 6):
            for column in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
                for prefix in ("", "A"):
                    xml = xml.replace(f'<c r="{prefix}{column}{row}"'.encode(), b"<c")
        return xml

    read_file = read(VILLAGE, rewrite(REPORT, {SHEET: strip}), SETTINGS)
    assert read_file.problem is None
    assert read_file.tables[0].rows[0].cells[:5] == ["1", "H1", "张三", "x", "3"]


def test_a_number_too_large_for_a_date_or_a_time_stops_nothing() -> None:
    def write(book: Any) -> None:
        for number, form in enumerate(("yyyy-mm-dd", "[h]:mm")):
            cell_format = book.add_format({"num_format": form})
            for row, value in enumerate((1e20, -1e20, 230521198001010011, -5)):
                sheet = book.get_worksheet_by_name("收支月报")
                sheet.write_number(5 + row, 10 + number, value, cell_format)

    rows = [["标题"], LABELS, [], headers(VILLAGE), [1, "H1"]]
    assert problem(workbook({"收支月报": rows}, write)) in (None, "unreadable")


def test_a_missing_sheet_is_named() -> None:
    read_file = read(VILLAGE, workbook({"Sheet1": [[1]]}), SETTINGS)
    assert read_file.problem == "sheet_missing"
    assert "收支月报" in (read_file.detail or "")


@pytest.mark.parametrize("missing", ["户编号", "最低生活保障金", "收支变化原因"])
def test_missing_columns_are_named(missing: str) -> None:
    header = [text for text in headers(VILLAGE) if text != missing]
    data = workbook({"收支月报": [["标题"], LABELS, [], header, [1, "H1"]]})
    read_file = read(VILLAGE, data, SETTINGS)
    assert read_file.problem == "column_missing"
    assert read_file.detail == f"缺少列：{missing}"


def test_a_sheet_that_ends_before_its_header_lacks_its_columns() -> None:
    assert problem(workbook({"收支月报": [["标题"], LABELS]})) == "column_missing"
    assert problem(workbook({"收支月报": []})) == "column_missing"
    assert problem(workbook({"名单": []}), ROSTER) == "column_missing"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(REPORT, id="workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 512, id="xls"),
        pytest.param(PENSION_FILE.decode("gbk").encode("utf-8"), id="utf-8"),
        pytest.param(PENSION_FILE.decode("gbk").encode("utf-16"), id="utf-16"),
        pytest.param(PENSION_FILE.replace(b"ID", b"\0"), id="NUL"),
        pytest.param(PENSION_FILE.replace(b"ID", b"\xff\xff"), id="damaged"),
        pytest.param(b'"' + PENSION_FILE, id="open quote in the header"),
        pytest.param(PENSION_FILE.replace(b",", b"\x80,", 1), id="damaged header"),
    ],
)
def test_what_is_no_whole_csv_is_unreadable(data: bytes) -> None:
    assert problem(data, PENSIONS) == "unreadable"


def test_a_gbk_file_is_no_utf_8_file() -> None:
    data = text_file([headers(MEDICAL), *[["x", "张三", *[""] * 4]] * 12], "gbk")
    assert problem(data, MEDICAL) == "unreadable"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\xef\xbb\xbf",
        b"<html></html>",
        text_file([headers(MEDICAL)[:-1]], "utf-8-sig"),
        text_file([[], headers(MEDICAL)], "utf-8-sig"),
    ],
)
def test_a_csv_with_a_header_of_no_known_kind_lacks_columns(data: bytes) -> None:
    assert problem(data, MEDICAL) == "column_missing"


def test_the_nearest_kind_of_file_tells_which_columns_are_missing() -> None:
    header = [text for text in headers(MEDICAL, "medical_settlement") if text != "setl_time"]
    read_file = read(MEDICAL, text_file([header], "utf-8"), SETTINGS)
    assert read_file.detail == "缺少列：setl_time"


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_damaged_workbook_stops_the_reading(data: st.DataObject) -> None:
    damaged = bytearray(REPORT)
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    del damaged[data.draw(st.integers(len(damaged) // 2, len(damaged))) :]
    read(VILLAGE, bytes(damaged), SETTINGS)


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_damaged_sheet_stops_the_reading(data: st.DataObject) -> None:
    def damage(xml: bytes) -> bytes:
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(xml)))
            gone = data.draw(st.integers(0, 20))
            odd = data.draw(
                st.sampled_from([b"", b"<", b'"', b"<v>-1</v>", b'r="XFD99"', b"9999999"])
            )
            xml = xml[:at] + odd + xml[at + gone :]
        return xml

    read(VILLAGE, rewrite(REPORT, {SHEET: damage}), SETTINGS)


@given(st.binary(max_size=200), st.binary(max_size=200))
@settings(deadline=None)
def test_no_bytes_stop_the_reading(start: bytes, end: bytes) -> None:
    for contract in CONTRACTS.values():
        read(contract, start + end, SETTINGS)
    read(PENSIONS, start + PENSION_FILE + end, SETTINGS)
