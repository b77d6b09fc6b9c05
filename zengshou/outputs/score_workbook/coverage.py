"""Completeness of the reporting behind the scores, and whether growth is comparable, by county."""

from collections.abc import Collection

import sqlalchemy as sa

from zengshou.assessment.releases.content import Rows, rows
from zengshou.outputs import comparison
from zengshou.outputs.office.sheet import Book, Column

COVERAGE = """
select
    score.county_name,
    score.coverage,
    count(*) filter (where village.expected) as expected,
    count(*) filter (where village.expected and village.received) as received,
    count(*) filter (where village.expected and village.on_time) as on_time,
    sum(village.households_expected) as households_expected,
    sum(village.households_reported) as households_reported,
    sum(village.rows_accepted) as rows_accepted,
    sum(village.rows_rejected) as rows_rejected
from marts.county_score_month as score
left join marts.submission_status as village
    on score.county_code = village.county_code
    and score.assessment_year = village.income_year
    and score.as_of_month >= village.month
where score.as_of_month = :month
group by score.county_code, score.county_name, score.coverage
order by score.county_code
"""
COLUMNS = (
    Column("county_name", "县(区)", width=16),
    Column("coverage", "数据覆盖率", "share", 12),
    Column("expected", "应报村月", "number", 12),
    Column("received", "已报村月", "number", 12),
    Column("on_time", "按时村月", "number", 12),
    Column("households_expected", "应报户月", "number", 12),
    Column("households_reported", "已报户月", "number", 12),
    Column("rows_accepted", "采用行", "number", 12),
    Column("rows_rejected", "退回行", "number", 12),
)
COMPARISON = (
    Column("county_name", "县(区)", width=12),
    Column("growth", "增速", "share", 9),
    Column("matched_growth", "同户同月增速", "share", 12),
    Column("gap", "与同户同月口径之差(百分点)", "money", 15),
    Column("this_year", "本年村月(已报/应报)", "centred", 14),
    Column("year_before", "上年同期村月(已报/应报)", "centred", 14),
    Column("comparable", "可比", width=8),
    Column("why", "不可比的原因", "wrapped", 60),
)


def comparison_sheet(book: Book, compared: Rows, out_of_rank: Collection[str]) -> None:
    """Growth of each county beside its coverage and beside the same households' growth."""
    hidden = {"growth": comparison.INCOMPARABLE, "gap": None}
    found = [
        {
            **row,
            "gap": comparison.gap(row["growth"], row["matched_growth"]),
            **(hidden if row["division_code"] in out_of_rank else {}),
            "this_year": comparison.coverage(row),
            "year_before": comparison.coverage(row, "prior_"),
            "comparable": row["is_comparable"],
        }
        for row in compared
    ]
    note = f"{comparison.GAP_NOTE}。“—”表示按年度收入明细表，没有应报村月"
    title = f"{book.year}年度增速和数据是否可比"
    sheet = book.sheet("增速可比性", title, COMPARISON, note)
    book.table(sheet, COMPARISON, found)


def coverage_sheet(connection: sa.Connection, book: Book) -> None:
    """One row per county, for the year's months to date."""
    found = rows(connection, COVERAGE, month=book.content.as_of_month)
    sheet = book.sheet("数据覆盖", f"{book.year}年度数据报送和覆盖情况", COLUMNS)
    book.table(sheet, COLUMNS, found)
