"""What every point comes from: households, months, file, sheet row and file hash."""

import sqlalchemy as sa

from zengshou.evidence.explain import FINISHED_YEARS_ONLY, evidence_rows
from zengshou.releases.content import rows
from zengshou.workbook.sheet import Book, Column

NAMES = """
select code, name_zh from reference.assessment_indicators
where valid_from_year <= :year and (valid_to_year is null or valid_to_year >= :year)
order by max_points desc, code
"""
YEAR = """
select as_of_month, is_year_end from intermediate.int_assessment_month
where assessment_year = :year and is_latest_of_year
"""
#: An office's computer opens this many rows at once; the rest is in `zengshou explain`.
MOST_ROWS = 100_000
COLUMNS = (
    Column("county_name", "县(区)", width=10),
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
    Column("sha256", "文件校验值 SHA-256", "wrapped", 34),
)


def evidence_sheets(connection: sa.Connection, book: Book) -> None:
    """A sheet per indicator with data; only as of the year's last month with data."""
    year = rows(connection, YEAR, year=book.year)
    if not year or year[0]["as_of_month"] != book.content.as_of_month:
        return
    for name in rows(connection, NAMES, year=book.year):
        if name["code"] in FINISHED_YEARS_ONLY and not year[0]["is_year_end"]:
            continue
        found = [
            {**row, "county_name": score["county_name"]}
            for score in book.content.scores
            for row in evidence_rows(connection, book.year, score["county_code"], name["code"])
        ]
        if not found:
            continue
        note = f"共 {len(found)} 行"
        if len(found) > MOST_ROWS:
            note += f"，仅列前 {MOST_ROWS} 行，其余见 zengshou explain"
        sheet = book.sheet(f"依据·{name['name_zh']}", f"依据：{name['name_zh']}", COLUMNS, note)
        book.table(sheet, COLUMNS, found[:MOST_ROWS])
