"""A csv read in pieces and cut at each comma says what the csv module reads in it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.contract import load_contracts
from ingestion.readers import read
from ingestion.readers.cells import BLANKS
from ingestion.settings import Settings
from tests.ingestion.files import headers

PENSIONS = load_contracts()["social_security"]
HEADERS = headers(PENSIONS)
SETTINGS = Settings(_env_file=None)

cell_texts = st.text(alphabet='甲乙0123456789X=",\t\u3000\u00a0 \\', max_size=4)
plain_texts = st.text(alphabet="甲乙0123456789X\u3000 \\", max_size=4)
rows_of = st.lists(st.lists(cell_texts, max_size=13), max_size=12)
plain_rows = st.lists(st.lists(plain_texts, min_size=11, max_size=11), max_size=40)
line_ends = st.sampled_from(["\n", "\r\n", "\r"])


def as_the_csv_module_reads(text: str) -> list[tuple[int, list[str | None]]]:
    found = []
    for number, record in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
        padded = [*record, *[""] * len(HEADERS)][: len(HEADERS)]
        if number > 1 and any(cell.strip(BLANKS) for cell in record):
            found.append((number, [cell or None for cell in padded]))
    return found


@given(rows=rows_of | plain_rows, line_end=line_ends, ends=st.booleans())
def test_pieces_say_what_the_whole_says(rows: list[list[str]], line_end: str, ends: bool) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=line_end).writerows([HEADERS, *rows])
    text = stream.getvalue()
    text = text if ends else text.removesuffix(line_end)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingestion.readers.csv._PIECE", 64)
        found = read(PENSIONS, text.encode("gb18030"), SETTINGS)
    assert found.problem is None, found.detail
    read_rows = [(row.row_number, list(row.cells)) for row in found.tables[0].rows]
    assert read_rows == as_the_csv_module_reads(text)


def test_what_is_wrong_in_the_middle_of_a_file_is_told_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingestion.readers.csv._PIECE", 64)
    good = ",".join(HEADERS) + "\n" + "1,2,3,4,5,6,7,8,9,10,11\n" * 20
    assert read(PENSIONS, good.encode("gbk"), SETTINGS).problem is None
    assert (
        read(PENSIONS, good.encode("gbk") + b"1,\x80\xff\n", SETTINGS).detail == "文件编码不是GBK"
    )
    badly_quoted = "csv格式有误（第22行起引号不成对或单元格过长）"
    unclosed = (good + '1,"2\n').encode("gbk")
    assert read(PENSIONS, unclosed, SETTINGS).detail == badly_quoted
    stray = (good + '1,"2"2,3,4,5,6,7,8,9,10,11\n' + good).encode("gbk")
    assert read(PENSIONS, stray, SETTINGS).detail == badly_quoted
    vast = (good + "1" * 200_000 + ",2,3,4,5,6,7,8,9,10,11\n").encode("gbk")
    assert read(PENSIONS, vast, SETTINGS).detail == badly_quoted
