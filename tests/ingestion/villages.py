"""A village's report for the tests of reading: a sheet of cells, and a workbook of any kind."""

import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlwt

from ingestion.contract import load_contracts
from ingestion.notes import Note, NoteKind
from ingestion.readers import ReadFile, read
from ingestion.settings import Settings
from tests.ingestion.files import headers, workbook

VILLAGE = load_contracts()["village_submission"]
PART = VILLAGE.parts[0]
SETTINGS = Settings(_env_file=None)
HEADERS = headers(VILLAGE)
SHEET = "收支月报"
LABELS = ["村代码", "230502200201", "所属月份", "2023-07", "填报人", "王", "填报日期", "2023-07-28"]
GROUPS = [column.group for column in PART.columns.values()]
#: The first column of each group has its header, as in a merged cell.
GROUP_ROW = [
    group if group != before else None
    for group, before in zip(GROUPS, [None, *GROUPS], strict=False)
]
FIRST_DAY = datetime.date(2023, 7, 10)


def row(household: str, **cells: Any) -> list[Any]:
    """A household's row; `cells` by column name."""
    values = {"household_id": household, "members": 2, "visited_on": FIRST_DAY, **cells}
    return [values.get(name) for name in PART.columns]


def sheet(*rows: Sequence[Any], above: Sequence[Any] | None = None) -> list[Any]:
    """The cells of 收支月报 with these data rows, below the rows of the form."""
    top = [["标题"], LABELS, GROUP_ROW] if above is None else above
    return [*top, HEADERS, *rows]


def report(*rows: Sequence[Any], above: Sequence[Any] | None = None) -> bytes:
    """The report as an .xlsx workbook."""
    return workbook({SHEET: sheet(*rows, above=above)})


def xls(sheets: Mapping[str, Sequence[Any]], *, from_1904: bool = False) -> bytes:
    """An .xls workbook of these sheets, as an old program writes it."""
    book = xlwt.Workbook()
    book.dates_1904 = from_1904
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    moment = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    clock = xlwt.easyxf(num_format_str="hh:mm")
    styles = {datetime.datetime: moment, datetime.date: day, datetime.time: clock}
    for name, rows in sheets.items():
        made = book.add_sheet(name)
        for at_row, cells in enumerate(rows):
            for at_column, value in enumerate(cells):
                if isinstance(value, str) and value.startswith("#"):
                    made.row(at_row).set_cell_error(at_column, value)
                elif value is not None:
                    made.write(
                        at_row, at_column, value, styles.get(type(value), xlwt.Style.default_style)
                    )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def taken(data: bytes) -> ReadFile:
    """The file, which must be readable."""
    read_file = read(VILLAGE, data, SETTINGS, "2023-07")
    assert read_file.problem is None, read_file.detail
    return read_file


def households(data: bytes) -> list[dict[str, str | None]]:
    """Filled cells of the data rows by column name."""
    return [
        {name: cell for name, cell in zip(PART.columns, one.cells, strict=True) if cell is not None}
        for one in taken(data).tables[0].rows
        if not one.is_total
    ]


def notes(data: bytes, *kinds: NoteKind) -> list[Note]:
    """The notes of these kinds, or all."""
    found = taken(data).tables[0].notes
    return [note for note in found if not kinds or note.kind in kinds]


def refusal(data: bytes) -> tuple[str | None, str | None]:
    """Problem and detail of a file."""
    read_file = read(VILLAGE, data, SETTINGS, "2023-07")
    return read_file.problem, read_file.detail
