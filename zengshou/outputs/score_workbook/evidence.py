"""The rows that cost points: households, months, file, sheet row and file hash."""

import sqlalchemy as sa

from zengshou.assessment.releases.content import rows
from zengshou.outputs.evidence.costs import costly_rows
from zengshou.outputs.office.sheet import FIRST_ROW, Book, Column

NAMES = """
select code, name_zh from reference.assessment_indicators
where valid_from_year <= :year and (valid_to_year is null or valid_to_year >= :year)
order by max_points desc, code
"""
#: An office computer opens this many rows fast; `zengshou scores explain --all` has all evidence.
MOST_ROWS = 100_000
#: On paper, a sheet is one page of examples: the rows of a city take hundreds of pages.
PRINTED_ROWS = 25
COLUMNS = (
    Column("county_name", "县(区)", width=10),
    Column("cost", "失分", "score", 7),
    Column("village_name", "村", width=16),
    Column("household_id", "户编号", width=16),
    Column("head_name_masked", "户主", width=7),
    Column("what", "内容", "wrapped", 30),
    Column("period", "期间", width=9),
    Column("amount", "金额(元)", "money", 12),
    Column("numerator", "计入分子", "number", 10),
    Column("denominator", "计入分母", "number", 10),
    Column("file_name", "文件", "wrapped", 26),
    Column("row_number", "行号", "number", 7),
    Column("sha256", "文件校验值 SHA-256", "wrapped", 38),
)


def evidence_sheets(connection: sa.Connection, book: Book) -> None:
    """One sheet for each indicator that cost points, as of the month of the scores.

    The rows of each county, the most expensive first.
    """
    costly = [
        {**row, "county_name": score["county_name"]}
        for score in book.content.scores
        for row in costly_rows(connection, book.content, score["county_code"])
    ]
    for name in rows(connection, NAMES, year=book.year):
        found = [row for row in costly if row["indicator"].code == name["code"]]
        if not found:
            continue
        title = f"失分依据：{name['name_zh']}"
        sheet = book.sheet(f"依据·{name['name_zh']}", title, COLUMNS, _note(len(found)))
        last = book.table(sheet, COLUMNS, found[:MOST_ROWS])
        sheet.print_area(0, 0, min(last, FIRST_ROW + PRINTED_ROWS) - 1, len(COLUMNS) - 1)


def _note(count: int) -> str:
    """The number of rows, and where to find the rest: in the file, or by command."""
    note = f"共 {count} 行失分的依据，未失分的行可由系统管理员导出"
    if count > MOST_ROWS:
        note += f"；仅列前 {MOST_ROWS} 行"
    if count > PRINTED_ROWS:
        note += f"；打印仅含前 {PRINTED_ROWS} 行，全部见电子表"
    return note
