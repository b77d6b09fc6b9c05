"""Files made to do harm, or made by odd programs: an answer each time, and bounded memory."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingestion.contract import load_contracts
from ingestion.readers import read
from ingestion.settings import PROJECT_ROOT, Settings
from tests.ingestion.files import headers, rewrite, text_file, workbook

VILLAGE = load_contracts()["village_submission"]
PENSIONS = load_contracts()["social_security"]
SETTINGS = Settings(_env_file=None)
SHEET, SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
LABELS = ["村代码", "230521101221", "所属月份", "2023-01"]
TOP = [["标题"], LABELS, [], headers(VILLAGE)]
REPORT = workbook({"收支月报": [*TOP, [1, "H1", "张三", "x", 3]]})
#: MB of address space that a bomb may add to the reader's own: a small part of its full size.
ROOM_MB = 400
#: MB of memory for reading, at most, with the default limits (docs/operations.md).
BOUND_MB = 3072
READ = """
import json, resource, sys
from pathlib import Path
from ingestion.contract import load_contracts
from ingestion.readers import read
from ingestion.settings import Settings
from tests.ingestion.files import workbook
contract, room = load_contracts()[sys.argv[1]], int(sys.argv[2])
settings = Settings(_env_file=None)
read(contract, workbook({"x": [[1]]}), settings)  # everything is loaded
data = [Path(name).read_bytes() for name in sys.argv[3:]]
if room:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + room * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
problems = [read(contract, one, settings).problem for one in data]
print(json.dumps([problems, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))
"""
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's limits and /proc")


def read_apart(folder: Path, feed: str, room_mb: int, *files: bytes) -> tuple[list[str], int]:
    """The problems found in a process of its own, and its peak memory in MB."""
    names = []
    for number, data in enumerate(files):
        names.append(str(folder / str(number)))
        Path(names[-1]).write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", READ, feed, str(room_mb), *names],
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(PROJECT_ROOT)},
    )
    assert done.returncode == 0, f"it crashed: {done.stderr[-1500:]}"
    problems, peak = json.loads(done.stdout)
    return problems, peak


def a_text_shared_by_many_cells() -> bytes:
    """12 KB that are laid out as 30 GB: 30,000 cells share a text of a million letters."""
    data = workbook({"收支月报": [*TOP, *([["长"] * 30] * 1000)]})
    return rewrite(data, {SHARED: lambda xml: xml.replace("长".encode(), b"x" * 1_000_000)})


def a_sheet_of_blanks() -> bytes:
    """A sheet of 256 MB, packed into a quarter of one."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(REPORT)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as entry:
                entry.write(old.read(name))
                for _ in range(256 if name == SHEET else 0):
                    entry.write(b" " * 1024 * 1024)
    return stream.getvalue()


def a_cell_far_away() -> bytes:
    def write(book: Any) -> None:
        book.get_worksheet_by_name("收支月报").write("XFD1048576", "x")

    return workbook({"收支月报": TOP}, write)


def entities_of_entities(part: str) -> bytes:
    """`&j;` would be a thousand million letters."""
    lines = [f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)]
    kind = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{"".join(lines)}]>'.encode()

    def change(xml: bytes) -> bytes:
        head, body = xml.split(b"?>", 1)
        return head + b"?>" + kind + body.replace("张三".encode(), b"&j;").replace(b"A1", b"&j;")

    return rewrite(REPORT, {part: change})


@on_linux
def test_what_would_fill_the_memory_is_refused_and_stops_nothing(tmp_path: Path) -> None:
    bombs = [
        a_text_shared_by_many_cells(),
        a_sheet_of_blanks(),
        a_cell_far_away(),
        entities_of_entities(SHEET),
        entities_of_entities(SHARED),
    ]
    assert max(map(len, bombs)) < 2 * 1024 * 1024
    problems, _ = read_apart(tmp_path, "village_submission", ROOM_MB, *bombs)
    assert problems == ["unreadable"] * len(bombs)


def test_a_csv_with_more_rows_than_any_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.readers.csv_lines.MAX_CELLS", 11 * 5)
    rows = [["1", "ID", "张三", *[""] * 8]] * 4
    assert read(PENSIONS, text_file([headers(PENSIONS), *rows], "gbk"), SETTINGS).problem is None
    found = read(PENSIONS, text_file([headers(PENSIONS), *rows, *rows], "gbk"), SETTINGS)
    assert found.problem == "unreadable"
    assert found.detail == "行数超过5行，请分文件报送"


def test_a_long_note_in_every_row_is_no_bomb() -> None:
    """The note of 30,000 letters, shared by 500 cells, makes the closer look count them."""
    rows = [[n, f"H{n}", None, None, 3, *[None] * 30, "备注" * 15_000] for n in range(500)]
    read_file = read(VILLAGE, workbook({"收支月报": [*TOP, *rows]}), SETTINGS)
    assert read_file.problem is None
    assert len(read_file.tables[0].rows) == 500


def a_wide_sparse_sheet() -> bytes:
    """All rows of a sheet, the second and the last column filled."""
    rows = b"".join(
        b'<row r="%d"><c r="B%d"><v>1.5</v></c><c r="AN%d"><v>1.5</v></c></row>' % (n, n, n)
        for n in range(6, 1_048_577)
    )
    return rewrite(
        REPORT, {SHEET: lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")}
    )


def a_csv_of_as_many_rows_as_may_be() -> bytes:
    lines = b"ab,cd,ef,g\n" * (1_048_576 * 40 // 11 - 5)
    return text_file([headers(PENSIONS)], "gbk") + lines


@on_linux
@pytest.mark.chaos
@pytest.mark.parametrize(
    ("feed", "make"),
    [
        ("village_submission", a_wide_sparse_sheet),
        ("social_security", a_csv_of_as_many_rows_as_may_be),
    ],
)
def test_the_largest_file_that_is_read_stays_within_the_stated_memory(
    tmp_path: Path, feed: str, make: Callable[[], bytes]
) -> None:
    problems, peak = read_apart(tmp_path, feed, 0, make())
    assert problems == [None]
    assert BOUND_MB / 4 < peak < BOUND_MB


def village_cells(data: bytes) -> dict[str, str | None]:
    """Cells of the last row, by header."""
    read_file = read(VILLAGE, data, SETTINGS)
    assert read_file.problem is None, read_file.detail
    return dict(zip(headers(VILLAGE), read_file.tables[0].rows[-1].cells, strict=True))


def with_formulas(xml: Callable[[bytes], bytes] = bytes) -> bytes:
    def write(book: Any) -> None:
        sheet = book.get_worksheet_by_name("收支月报")
        sheet.write_formula("F5", "=1+2", None, 3)
        sheet.write_formula("G5", '=""', None, "")
        sheet.write_formula("H5", '=5&"元"', None, "5元")

    return rewrite(workbook({"收支月报": [*TOP, [1, "H1"]]}, write), {SHEET: xml})


def test_of_a_formula_the_result_counts() -> None:
    cells = village_cells(with_formulas())
    assert (cells["务工收入"], cells["公益性岗位收入"], cells["帮扶车间收入"]) == ("3", None, "5元")


@pytest.mark.parametrize("formula", [b"<f>1+2</f>", b'<f t="shared" si="0"/>', b"<f>1+2</f>\n"])
def test_a_formula_that_nobody_calculated_is_no_blank(formula: bytes) -> None:
    """Some programs write formulas without results: an amount lost without a word otherwise."""
    cells = village_cells(with_formulas(lambda xml: xml.replace(b"<f>1+2</f><v>3</v>", formula)))
    assert cells["务工收入"] == ("=1+2" if b"1+2" in formula else "=")
    assert cells["公益性岗位收入"] is None


@pytest.mark.parametrize(("system", "read_as"), [("", "2023-02-01"), ("1", "2027-02-02")])
def test_days_are_counted_as_the_workbook_counts_them(system: str, read_as: str) -> None:
    """The same number is another day where a workbook counts from 1904 (old Excel for Mac)."""
    row = [1, "H1", *[None] * 32, date(2023, 2, 1)]
    data = workbook({"收支月报": [*TOP, row]})
    flag = f'<workbookPr date1904="{system}" '.encode() if system else b"<workbookPr "
    data = rewrite(data, {"xl/workbook.xml": lambda xml: xml.replace(b"<workbookPr ", flag)})
    assert village_cells(data)["入户日期"] == read_as


@pytest.mark.parametrize("day", [0, 1, 59, 60, 61, 0.5, 2_958_465, 2_958_466])
def test_no_number_of_a_day_stops_the_reading(day: float) -> None:
    def write(book: Any) -> None:
        form = book.add_format({"num_format": "yyyy-mm-dd"})
        book.get_worksheet_by_name("收支月报").write_number("AI5", day, form)

    assert village_cells(workbook({"收支月报": [*TOP, [1, "H1"]]}, write))["入户日期"] is not None


def test_of_merged_cells_the_first_has_the_content_and_the_others_are_blank() -> None:
    def merge(book: Any) -> None:
        book.get_worksheet_by_name("收支月报").merge_range("F5:G5", 500)

    cells = village_cells(workbook({"收支月报": [*TOP, [1, "H1"]]}, merge))
    assert (cells["务工收入"], cells["公益性岗位收入"]) == ("500", None)


def test_a_hidden_sheet_of_the_right_name_is_read() -> None:
    def hide(book: Any) -> None:
        book.get_worksheet_by_name("说明").activate()
        book.get_worksheet_by_name("收支月报").very_hidden()

    data = workbook({"说明": [["x"]], "收支月报": [*TOP, [1, "H1"]]}, hide)
    assert village_cells(data)["户编号"] == "H1"
