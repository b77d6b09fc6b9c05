"""The focus households (the plan, part 三(一)) of the as-of month, by id and masked name."""

import sqlalchemy as sa

from zengshou import words
from zengshou.assessment.releases.content import rows
from zengshou.outputs.office.sheet import Book, Column

FOCUS = """
select
    county.division_name as county_name,
    village.division_name as village_name,
    focus.household_id,
    household.head_name_masked,
    focus.list,
    focus.per_capita_before,
    focus.per_capita_after,
    focus.fall_from,
    focus.reason,
    focus.measure
from marts.household_focus as focus
inner join marts.dim_household as household using (household_id)
left join reference.division_register as village on household.village_code = village.division_code
left join reference.division_register as county on focus.county_code = county.division_code
where focus.month = :month
order by focus.county_code, village.division_code, focus.household_id, focus.list
"""
LISTS = words.names("focus_list")
CAUSES = words.names("fall_from")
COLUMNS = (
    Column("county_name", "县(区)", width=12),
    Column("village_name", "村", width=18),
    Column("household_id", "户编号", width=18),
    Column("head_name_masked", "户主", width=8),
    Column("list", "清单", width=12),
    Column("per_capita_before", "原人均(元)", "money", 13),
    Column("per_capita_after", "现人均(元)", "money", 13),
    Column("fall_from", "减收来自", width=9),
    Column("reason", "原因", width=14),
    Column("measure", "帮扶措施", width=20),
)


def focus_sheet(connection: sa.Connection, book: Book) -> None:
    """One row per household and list."""
    found = rows(connection, FOCUS, month=book.content.as_of_month)
    for row in found:
        row["list"] = LISTS[row["list"]]
        row["fall_from"] = CAUSES.get(row["fall_from"])
    sheet = book.sheet("重点户", f"{book.year}年度重点关注户", COLUMNS, f"{len(found)} 条")
    book.table(sheet, COLUMNS, found)
