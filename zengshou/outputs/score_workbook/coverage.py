"""Completeness of the reporting behind the scores, and whether growth is comparable, by county."""

import sqlalchemy as sa

from ingestion.settings import get_settings
from zengshou.assessment.releases.content import rows
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
#: Growth beside its coverage; at the year's end of the year's table, else of the months to date.
COMPARED = """
select
    score.county_code as division_code,
    score.county_name,
    score.coverage,
    score.growth,
    score.prior_per_capita,
    shown.matched_growth,
    shown.village_months_expected,
    shown.village_months_received,
    shown.prior_village_months_expected,
    shown.prior_village_months_received,
    shown.is_comparable
from marts.county_score_month as score
inner join (
    select
        division_code, matched_growth, village_months_expected, village_months_received,
        prior_village_months_expected, prior_village_months_received, is_comparable
    from marts.division_year
    where :is_year_end and income_year = :year
    union all
    select
        division_code, matched_growth, village_months_expected, village_months_received,
        prior_village_months_expected, prior_village_months_received, is_comparable
    from marts.division_month
    where not :is_year_end and month = :month
) as shown on score.county_code = shown.division_code
where score.as_of_month = :month
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


def comparison_sheet(connection: sa.Connection, book: Book) -> None:
    """Growth of each county beside its coverage and beside the same households' growth."""
    month = book.content.as_of_month
    is_year_end = month.month % 12 + 1 == get_settings().income_year_start_month
    missing = comparison.missing_village_months(connection, book.year, month)
    found = []
    for row in rows(connection, COMPARED, month=month, year=book.year, is_year_end=is_year_end):
        of_county = comparison.of_division(missing, row["division_code"])
        found.append(
            {
                **row,
                "gap": comparison.gap(row["growth"], row["matched_growth"]),
                "this_year": comparison.coverage(row),
                "year_before": comparison.coverage(row, "prior_"),
                "comparable": row["is_comparable"],
                "why": comparison.why_incomparable(row, of_county) or "",
            }
        )
    note = f"{comparison.GAP_NOTE}。“—”表示按年度收入明细表，没有应报村月"
    title = f"{book.year}年度增速和数据是否可比"
    sheet = book.sheet("增速可比性", title, COMPARISON, note)
    book.table(sheet, COMPARISON, found)


def coverage_sheet(connection: sa.Connection, book: Book) -> None:
    """One row per county, for the year's months to date."""
    found = rows(connection, COVERAGE, month=book.content.as_of_month)
    sheet = book.sheet("数据覆盖", f"{book.year}年度数据报送和覆盖情况", COLUMNS)
    book.table(sheet, COLUMNS, found)
