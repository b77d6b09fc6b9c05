"""A csv read in pieces and cut at each comma says what the csv module reads in each line."""

import csv
import io
import re

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
NOTHING: list[str | None] = [None] * len(HEADERS)

Found = tuple[int, list[str | None], str | None]

cell_texts = st.text(alphabet='甲乙0123456789X=",\t\n\u3000\u00a0\u200b \\', max_size=4)
plain_texts = st.text(alphabet="甲乙0123456789X\u3000\u200b \\", max_size=4)
any_rows = st.lists(st.lists(cell_texts, max_size=13) | st.just(HEADERS), max_size=12)
whole_rows = st.lists(st.lists(cell_texts, min_size=11, max_size=11), max_size=20)
plain_rows = st.lists(
    st.lists(plain_texts, min_size=11, max_size=11) | st.just(HEADERS), max_size=40
)
broken_texts = st.text(alphabet='甲1", \r\n', max_size=60)
line_ends = st.sampled_from(["\n", "\r\n", "\r"])


def as_the_csv_module_reads(text: str) -> list[Found]:
    """Rows by number; a line of its own each, whatever its quotes say."""
    found: list[Found] = []
    for number, line in enumerate(re.split("\r\n|\r|\n", text), 1):
        try:
            cells = next(csv.reader([line], strict=True))
        except csv.Error:
            found.append((number, NOTHING, "cells"))
            continue
        if not any(cell.strip(BLANKS) for cell in cells) or cells == HEADERS:
            continue
        if len(cells) == len(HEADERS):
            found.append((number, [cell or None for cell in cells], None))
        else:
            found.append((number, NOTHING, "cells"))
    return found


@given(
    rows=any_rows | whole_rows | plain_rows,
    line_end=line_ends,
    ends=st.booleans(),
    rest=st.just("") | broken_texts,
)
def test_pieces_say_what_each_line_says(
    rows: list[list[str]], line_end: str, ends: bool, rest: str
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=line_end).writerows([HEADERS, *rows])
    text = stream.getvalue()
    text = (text if ends or rest else text.removesuffix(line_end)) + rest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingestion.readers.csv._PIECE", 64)
        found = read(PENSIONS, text.encode("gb18030"), SETTINGS)
    assert found.problem is None, found.detail
    read_rows = [(row.row_number, list(row.cells), row.problem) for row in found.tables[0].rows]
    assert read_rows == as_the_csv_module_reads(text)


def test_what_is_wrong_in_the_middle_of_a_file_is_told_of_its_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingestion.readers.csv._PIECE", 64)
    some = "1,2,3,4,5,6,7,8,9,10,11\n" * 20
    good = ",".join(HEADERS) + "\n" + some

    def problems(odd: bytes) -> dict[int, str | None]:
        found = read(PENSIONS, good.encode("gbk") + odd + b"\n" + some.encode("gbk"), SETTINGS)
        rows = found.tables[0].rows
        assert [row.row_number for row in rows] == list(range(2, 43))
        return {row.row_number: row.problem for row in rows if row.problem}

    assert problems(b"1,2,3,4,5,6,7,8,9,10,11") == {}
    assert problems(b"1,\x80\xff") == {22: "characters"}
    assert problems(b'1,"2') == {22: "cells"}
    assert problems(b'1,"2"2,3,4,5,6,7,8,9,10,11') == {22: "cells"}
    assert problems(b"1" * 200_000 + b",2,3,4,5,6,7,8,9,10,11") == {22: "cells"}
