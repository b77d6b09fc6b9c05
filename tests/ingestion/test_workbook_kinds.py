"""Workbooks of each kind, whatever their names and parts are called, and what is none."""

import gzip
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
import xlwt

from ingestion.contract import load_contracts
from ingestion.readers import read
from tests.ingestion.files import headers, rewrite, workbook
from tests.ingestion.villages import (
    SETTINGS,
    SHEET,
    VILLAGE,
    households,
    notes,
    refusal,
    report,
    row,
    sheet,
    taken,
    xls,
)

ROWS = sheet(row("0012", wage_migrant=12.5, head_name="王"), row("H2", biz_crops=400), ["合计"])
GOOD = workbook({SHEET: ROWS})
SAVE_AS = "请用Excel或WPS打开后另存为.xlsx"
TRANSITIONAL = (b"spreadsheetml/2006/main", b"officeDocument/2006/relationships")


def strict(xml: bytes) -> bytes:
    for name in TRANSITIONAL:
        wanted = b"http://purl.oclc.org/ooxml/" + name.replace(b"2006/", b"")
        xml = xml.replace(b"http://schemas.openxmlformats.org/" + name, wanted)
    return xml


def moved(**places: str) -> bytes:
    """The workbook with parts under other names, and every mention of them changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content, target = old.read(name), name
            for was, place in MOVES.items():
                if was in places:
                    content = content.replace(place[1].encode(), places[was].encode())
                    target = target.replace(place[0], places[was].removeprefix("/"))
            new.writestr(target, content)
    return stream.getvalue()


MOVES = {
    "sheet": ("xl/worksheets/sheet1.xml", "worksheets/sheet1.xml"),
    "shared": ("xl/sharedStrings.xml", "sharedStrings.xml"),
}


def all_parts(change: Callable[[bytes], bytes], data: bytes = GOOD) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return rewrite(data, dict.fromkeys(archive.namelist(), change))


def renamed_main(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".rels") or name.startswith("["):
                content = content.replace(b"xl/workbook.xml", b"book/main.xml")
            content = content.replace(b'Target="worksheets', b'Target="../xl/worksheets')
            content = content.replace(b'Target="sharedStrings', b'Target="/xl/sharedStrings')
            content = content.replace(b'Target="styles', b'Target="../xl/./styles')
            target = name.replace("xl/workbook.xml", "book/main.xml")
            new.writestr(target.replace("xl/_rels/workbook", "book/_rels/main"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(xls({SHEET: ROWS}), id="xls"),
        pytest.param(all_parts(strict), id="strict"),
        pytest.param(renamed_main(GOOD), id="main part elsewhere"),
        pytest.param(all_parts(strict, renamed_main(GOOD)), id="strict, main part elsewhere"),
        pytest.param(moved(sheet="/data/page one.xml"), id="sheet elsewhere"),
        pytest.param(moved(sheet="/xl/worksheets/SHEET1.XML"), id="capitals"),
        pytest.param(moved(shared="/texts.xml"), id="shared texts elsewhere"),
        pytest.param(rewrite(GOOD, {"_rels/.rels": None}), id="no root relationships"),
        pytest.param(rewrite(GOOD, {"[Content_Types].xml": None}), id="no content types"),
    ],
)
def test_a_workbook_of_any_make_has_the_same_cells(data: bytes) -> None:
    assert households(data) == households(GOOD)
    assert taken(data).unit_code == "230502200201"
    assert notes(data) == []


def test_errors_are_found_in_parts_of_any_name() -> None:
    wrong = rewrite(
        GOOD,
        {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"<v>12.5</v>", b"<f>1+1</f><v/>")},
    )
    for data in (wrong, renamed_main(wrong), all_parts(strict, renamed_main(wrong))):
        assert households(data)[0]["wage_migrant"] == "=1+1"


def test_days_of_a_strict_workbook_may_be_written_out() -> None:
    def written_out(xml: bytes) -> bytes:
        return re.sub(rb'<c r="AI5" s="\d"><v>\d+</v>', b'<c r="AI5" t="d"><v>2023-07-10</v>', xml)

    data = all_parts(lambda xml: strict(written_out(xml)))
    assert households(data)[0]["visited_on"] == "2023-07-10"


def test_a_chart_sheet_before_the_data_is_passed_over() -> None:
    roster = load_contracts()["household_roster"]

    def chart(book: Any) -> None:
        drawn = book.add_chart({"type": "line"})
        drawn.add_series({"values": "=名单!$B$4:$B$4"})
        book.add_chartsheet("图").set_chart(drawn)
        book.worksheets_objs.reverse()
        for index, one in enumerate(book.worksheets_objs):
            one.index = index

    data = workbook({"名单": [["标题"], [], headers(roster), ["230521101221", "H1"]]}, chart)
    for one in (data, renamed_main(data)):
        assert read(roster, one, SETTINGS).tables[0].rows[0].cells[1] == "H1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("#DIV/0!", "#DIV/0!"),
        ("#REF!", "#REF!"),
        (True, "TRUE"),
        (230502200201, "230502200201"),
        (1e15, "1.00000000000000E+15"),
        (0.1, "0.1"),
        (date(2023, 7, 10), "2023-07-10"),
        (datetime.fromisoformat("2023-07-10 08:30:01"), "2023-07-10 08:30:01"),
        (time(8, 30), "08:30:00"),
        (" 约500\n", " 约500\n"),
        ("", None),
    ],
)
def test_a_cell_of_an_xls_reads_like_one_of_an_xlsx(value: Any, text: str | None) -> None:
    assert households(xls({SHEET: sheet(row("H1", remark=value))}))[0].get("remark") == text
    if not (isinstance(value, str) and value.startswith("#")):
        assert households(report(row("H1", remark=value)))[0].get("remark") == text


def test_an_xls_counts_days_from_its_own_first_day() -> None:
    data = xls({SHEET: sheet(row("H1"), row("H2", visited_on=45108 - 1462))}, from_1904=True)
    assert [one["visited_on"] for one in households(data)] == ["2023-07-10", "45108"]


def test_the_result_of_a_formula_in_an_xls_counts() -> None:
    """The file does not say whether anybody calculated it: xlwt leaves an empty text."""
    cells = row("H1", wage_migrant=xlwt.Formula("1+2"))
    assert "wage_migrant" not in households(xls({SHEET: sheet(cells)}))[0]


def test_sheets_of_an_xls_are_found_and_noted_as_in_an_xlsx() -> None:
    sheets = {"说明": [["x"]], "收支月报": ROWS, "收支月报（2）": [["户编号", "务工收入"]]}
    assert [note.name for note in notes(xls(sheets))] == ["收支月报（2）"]


def packed(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, GOOD)
    return stream.getvalue()


def ole(*streams: str) -> bytes:
    named = b"".join(name.encode("utf-16-le") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + named + bytes(512)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (ole("EncryptionInfo", "EncryptedPackage"), "文件已加密，请取消密码后重报"),
        (ole("Book"), f"文件是Excel 5.0/95的旧格式，{SAVE_AS}"),
        (ole("WordDocument"), "文件不是Excel工作簿（.xlsx或.xls）"),
        (packed("一村.xlsx", "二村.xlsx"), "文件是压缩包，请解压后把工作簿逐个报送"),
        (packed("月报/一村.XLS"), "文件是压缩包，请解压后把工作簿逐个报送"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(99), "文件是压缩包，请解压后把工作簿逐个报送"),
        (gzip.compress(GOOD), "文件是压缩包，请解压后把工作簿逐个报送"),
        (packed("mimetype", "content.xml"), f"文件是.ods格式，{SAVE_AS}"),
        (packed("[Content_Types].xml", "xl/workbook.bin"), f"文件是.xlsb格式，{SAVE_AS}"),
        (packed("word/document.xml"), "文件不是Excel工作簿（.xlsx或.xls）"),
        (b"<html><table>", f"文件是网页（HTML）或XML格式，只改了扩展名，{SAVE_AS}"),
        (
            "\ufeff\r\n<?xml version='1.0'?><Workbook>".encode(),
            f"文件是网页（HTML）或XML格式，只改了扩展名，{SAVE_AS}",
        ),
        ("户编号,务工收入\n".encode("gbk"), f"文件是文本（如csv），只改了扩展名，{SAVE_AS}"),
        ("户编号\t务工收入\n".encode("utf-16"), f"文件是文本（如csv），只改了扩展名，{SAVE_AS}"),
        ("户编号".encode() * 1000, f"文件是文本（如csv），只改了扩展名，{SAVE_AS}"),
        (b"%PDF-1.7", "文件是PDF，不是Excel工作簿，请报送电子表格"),
        (bytes(range(256)), "文件不是Excel工作簿（.xlsx或.xls）"),
    ],
)
def test_what_is_no_workbook_is_told_by_its_content(data: bytes, reason: str) -> None:
    assert refusal(data) == ("unreadable", reason)


def test_an_xls_with_a_password_is_told() -> None:
    """A FILEPASS record stands directly behind the first record of the workbook's stream."""
    data = bytearray(xls({SHEET: ROWS}))
    start = data.index(b"\x09\x08\x10\x00")
    data[start + 20 : start + 26] = b"\x2f\x00\x02\x00\x00\x00"
    assert refusal(bytes(data)) == ("unreadable", "文件已加密，请取消密码后重报")


def test_texts_shared_by_many_cells_of_an_xls_are_counted() -> None:
    rows = sheet(*([["长" * 30_000] * 30] * 300))
    small = SETTINGS.model_copy(update={"max_unpacked_mb": 20})
    assert read(VILLAGE, xls({SHEET: rows}), small).problem == "unreadable"
