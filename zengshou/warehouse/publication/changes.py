"""Writes the differences between the build and a published mart, and counts them.

Equal rows are not updated. The candidate of a partial build holds only the rebuilt months, so only
these months of the published mart are compared.
"""

from datetime import date

import sqlalchemy as sa

from zengshou.warehouse.dbt import CANDIDATE
from zengshou.warehouse.publication.definition import Mart
from zengshou.warehouse.publication.names import MARTS, county_of

COMPARE = """
create temporary table difference on commit drop as
select
    {key},
    coalesce(after.row_county, before.row_county) as row_county,
    coalesce(after.row_month, before.row_month) as row_month,
    before.row_county is not null as was_there,
    after.row_county is not null as is_there
from (
    select {columns}, coalesce({county}, '') as row_county, {month} as row_month
    from {published} where {touched}
) as before
full join (
    select {columns}, coalesce({county}, '') as row_county, {month} as row_month from {candidate}
) as after on before.row_county = after.row_county and {same_key}
where before.row_county is null or after.row_county is null
    or row({columns_before}) is distinct from row({columns_after})
"""
COUNT = """
insert into ops.publication_change (publication_id, mart, county_code, month, came, went, changed)
select
    :publication,
    :mart,
    nullif(row_county, ''),
    row_month,
    count(*) filter (where not was_there),
    count(*) filter (where not is_there),
    count(*) filter (where was_there and is_there)
from difference
group by row_county, row_month
"""
TAKE_OUT = """
delete from {published} as before using difference
where difference.was_there and {key_of_before}
    and coalesce({county_of_before}, '') = difference.row_county
"""
#: Sorted like this because dashboards read all rows of a month.
PUT_IN = """
insert into {published} ({columns})
select {columns_after} from {candidate} as after
inner join difference on {key_of_after}
where difference.is_there
order by difference.row_month, difference.row_county
"""


def write_changes(
    connection: sa.Connection,
    mart: Mart,
    publication: int,
    touched_from: date | None,
    income_year_start_month: int,
) -> None:
    """Bring `marts.<mart>` to the state of the build, in the caller's transaction.

    `touched_from` is the first month that the build rebuilt; None: all months.
    """
    words = _words(mart, touched_from, income_year_start_month)
    connection.exec_driver_sql(COMPARE.format(**words))
    counted = {"publication": publication, "mart": mart.name}
    if connection.execute(sa.text(COUNT), counted).rowcount:
        connection.exec_driver_sql("analyze difference")
        connection.exec_driver_sql(TAKE_OUT.format(**words))
        connection.exec_driver_sql(PUT_IN.format(**words))
    connection.exec_driver_sql("drop table difference")


def _words(mart: Mart, touched_from: date | None, start: int) -> dict[str, str]:
    """The values for the SQL templates of this mart."""
    county, names = county_of(mart), mart.column_names

    def listed(alias: str) -> str:
        return ", ".join(f"{alias}.{name}" for name in names)

    def same(one: str, other: str) -> str:
        return " and ".join(f"{one}.{key} = {other}.{key}" for key in mart.key)

    return {
        "published": f"{MARTS}.{mart.name}",
        "candidate": f"{CANDIDATE}.{mart.name}",
        "key": ", ".join(f"coalesce(after.{key}, before.{key}) as {key}" for key in mart.key),
        "columns": ", ".join(names),
        "columns_before": listed("before"),
        "columns_after": listed("after"),
        "county": county,
        "county_of_before": county.replace(mart.county_reader, f"before.{mart.county_reader}")
        if mart.county_reader
        else county,
        "month": _month(mart, start),
        "touched": _touched(mart, touched_from, start),
        "same_key": same("before", "after"),
        "key_of_before": same("before", "difference"),
        "key_of_after": same("after", "difference"),
    }


def _month(mart: Mart, start: int) -> str:
    """SQL for the month of a row; for a row of a year, the year's last month."""
    if mart.month_column:
        return mart.month_column
    if mart.year_column:
        last_month = (start + 10) % 12 + 1
        return f"make_date({mart.year_column}, {last_month}, 1)"
    return "null::date"


def _touched(mart: Mart, first: date | None, start: int) -> str:
    """SQL condition for the published rows that the build replaces."""
    if first is None or mart.made_new == "whole":
        return "true"
    if mart.made_new == "by_year":
        year = first.year + (start > 1 and first.month >= start)
        return f"{mart.year_column} >= {year}"
    return f"{mart.month_column} >= '{first}'"
