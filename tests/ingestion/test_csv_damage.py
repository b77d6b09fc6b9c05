"""Whatever happens to a csv file, a line says what it said, or is told: never something else."""

import csv
import io
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.contract import load_contracts
from ingestion.readers import read
from ingestion.settings import Settings
from tests.ingestion.files import headers

CONTRACTS = load_contracts()
PENSIONS, MEDICAL = CONTRACTS["social_security"], CONTRACTS["medical_insurance"]
SETTINGS = Settings(_env_file=None)
FILES = [
    (PENSIONS, "social_security", "gb18030"),
    (MEDICAL, "medical_enrolment", "utf-8"),
    (MEDICAL, "medical_settlement", "utf-8"),
]
MARKS = ["\ufeff".encode(), "\ufeff".encode("gb18030")]

KINDS = ["good", "quoted", "separator", "fewer", "more", "bytes", "half", "quote", "broken"]
KINDS += ["header", "twice", "blank"]

texts = st.text(alphabet="甲乙张三1230.-", max_size=4)
numbers = st.text(alphabet="0123456789", min_size=1, max_size=4)


@dataclass(frozen=True)
class Line:
    """A line of a file: what it must be read as; `cells` is None for a line that is no row."""

    data: bytes
    cells: list[str] | None
    problem: str | None = None
    has_quote: bool = False


def written(cells: list[str], separator: str, *, quoted: bool) -> str:
    stream = io.StringIO()
    writer = csv.writer(
        stream,
        delimiter=separator,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
        lineterminator="",
    )
    writer.writerow(cells)
    return stream.getvalue()


@st.composite
def damaged_lines(
    draw: st.DrawFn, cells: list[str], header: str, separator: str, codec: str
) -> list[Line]:
    """The lines that come of a good one."""
    text = written(cells, separator, quoted=False)
    good = Line(text.encode(codec), cells)
    at = draw(st.integers(0, len(text)))
    before, after = text[:at].encode(codec), text[at:].encode(codec)
    kind = draw(st.sampled_from(KINDS))
    if kind == "quoted":
        cells = [*cells[:-1], f"1{separator}250.00"]
        return [Line(written(cells, separator, quoted=True).encode(codec), cells)]
    if kind == "separator":
        return [Line(before + separator.encode() + after, [], "cells")]
    if kind == "fewer":
        return [Line(separator.join(cells[:-1]).encode(codec), [], "cells")]
    if kind == "more":
        return [Line(good.data + separator.encode() + b"1", [], "cells")]
    if kind == "bytes":
        odd = draw(st.sampled_from([b"\xff", b"\x80", b"\0", b"\xff\xfe", b"\x81,"]))
        return [Line(before + odd + after, [], "characters")]
    if kind == "half":
        return [
            Line(separator.encode().join([good.data, "张".encode(codec)[:-1]]), [], "characters")
        ]
    if kind == "quote":
        opens = not at or text[at - 1] == separator
        return [Line(before + b'"' + after, cells, "cells" if opens else None, has_quote=True)]
    # Broken within its first or last cell, one half of a line has all cells.
    inner = range(text.find(separator) + 1, text.rfind(separator) + 1)
    if kind == "broken" and at in inner and after.strip(b",;\t"):
        return [Line(before, [], "cells"), Line(after, [], "cells")]
    if kind == "header":
        return [Line(header.encode(codec), None), good]
    if kind == "blank":
        return [Line(draw(st.sampled_from([b"", b" ", separator.encode() * 3])), None), good]
    return [good, good] if kind == "twice" else [good]


@st.composite
def damaged_files(draw: st.DrawFn) -> tuple[int, bytes, list[Line]]:
    """A kind of file, its bytes, and its lines below the header."""
    kind = draw(st.integers(0, len(FILES) - 1))
    contract, table, codec = FILES[kind]
    separator = draw(st.sampled_from(",\t;"))
    names = headers(contract, table)
    header = separator.join(names)
    lines: list[Line] = []
    for _ in range(draw(st.integers(0, 8))):
        rest = [draw(texts) for _ in names[1:]]
        lines += draw(damaged_lines([draw(numbers), *rest], header, separator, codec))
    end = draw(st.sampled_from([b"\n", b"\r\n", b"\r"]))
    marks = b"".join(draw(st.lists(st.sampled_from(MARKS), max_size=2)))
    last = draw(st.sampled_from([b"", end, b"\x1a", end + b"\x1a"]))
    data = marks + end.join([header.encode(codec), *(line.data for line in lines)]) + last
    return kind, data, lines


@given(file=damaged_files(), piece=st.sampled_from([1, 64, 256 * 1024]))
@settings(max_examples=200, deadline=None)
def test_each_line_says_what_it_said_or_is_told(
    file: tuple[int, bytes, list[Line]], piece: int
) -> None:
    kind, data, lines = file
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingestion.readers.csv._PIECE", piece)
        found = read(FILES[kind][0], data, SETTINGS)
    assert found.problem is None, found.detail
    rows = {row.row_number: row for row in found.tables[0].rows}
    expected = {at: line for at, line in enumerate(lines, 2) if line.cells is not None}
    assert list(rows) == list(expected)
    for at, line in expected.items():
        row = rows[at]
        assert row.problem == line.problem
        cells = [cell or "" for cell in row.cells]
        if row.problem:
            assert not any(cells)
        elif line.has_quote:  # a character like others, within its cell
            assert [cell.replace('"', "") for cell in cells] == line.cells
        else:
            assert cells == line.cells


@given(file=damaged_files(), cut=st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_a_file_cut_anywhere_keeps_the_lines_before_the_cut(
    file: tuple[int, bytes, list[Line]], cut: float
) -> None:
    kind, data, _ = file
    whole = read(FILES[kind][0], data, SETTINGS)
    part = read(FILES[kind][0], data[: int(len(data) * cut)], SETTINGS)
    if part.problem is not None:
        assert part.problem in ("column_missing", "unreadable")
        return
    before = {row.row_number: row for row in whole.tables[0].rows}
    rows = part.tables[0].rows
    assert [before[row.row_number] for row in rows[:-1]] == rows[:-1]
    for row in rows[-1:]:
        if row.problem is None and (uncut := before.get(row.row_number)) and not uncut.problem:
            # All cells are there: only the last one can be cut.
            assert row.cells[:-1] == uncut.cells[:-1]
            assert (uncut.cells[-1] or "").startswith(row.cells[-1] or "")
