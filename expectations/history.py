"""Facts from earlier files of a feed: a village's months before (W03, W05), earlier quarters.

Rows are judged against the current versions of the other months and their accepted rows, whatever
the order of arrival. Source: feeds.md, village_submission; measures.md
section 2 (P12, J12).
"""

import sqlalchemy as sa

from ingestion.checks import CostAccompanies, NotLowerThanBefore, NotRepeated
from ingestion.contract import Contract, Part

SUBMISSION_MONTHS = """
create unlogged table gate.submission_month as
select
    received.load_id,
    received.row_number,
    loads.period_start as month,
    loads.is_current,
    loads.is_affected,
    cell.code(received.household_id) as household_id,
    cell.money(received.{value}) as value,
    cell.money(received.{cost}) as cost
from accepted.{table} as received
inner join gate.edition_load as loads on received.judgement_id = loads.reject_judgement_id
where loads.feed = :feed
    and (loads.is_affected or loads.is_current)
    and loads.period_start >= (
        select min(period_start) - interval '1 year' from gate.edition_load
        where feed = :feed and is_affected
    )
"""
HISTORY = """
create unlogged table gate.history as
with own as (
    select
        *,
        (month - make_interval(
            months => (extract(month from month)::integer - :start_month + 12) % 12
        ))::date as year_start
    from gate.submission_month
    where is_affected
)
select
    own.load_id,
    own.row_number,
    count(distinct earlier.month) filter (
        where earlier.month >= own.month - make_interval(months => :months)
            and earlier.value = own.value
    ) as same_value_months,
    own.cost + coalesce(sum(earlier.cost) filter (where earlier.month >= own.year_start), 0)
        as cost_so_far
from own
left join gate.submission_month as earlier
    on own.household_id = earlier.household_id
    and earlier.is_current
    and earlier.month < own.month
    and earlier.month >= own.month - interval '11 months'
group by own.load_id, own.row_number, own.cost
"""
#: Of each file and county, the version in force of the latest earlier quarter of the calendar year.
EARLIER_VERSIONS = """
create unlogged table gate.earlier_version as
select distinct on (loads.load_id, version.unit)
    loads.load_id, version.unit, earlier.reject_judgement_id as judgement_id
from gate.edition_load as loads
inner join gate.current_unit as version
    on version.feed = loads.feed
    and left(version.period, 4) = left(loads.period, 4)
    and version.period < loads.period
inner join gate.edition_load as earlier on version.load_id = earlier.load_id
where loads.feed = :feed and loads.is_passed and loads.standing = 'version'
order by loads.load_id, version.unit, version.period desc
"""


def lay_out_history(
    connection: sa.Connection, feed: str, part: Part, income_year_start_month: int
) -> None:
    """Fill `gate.history` for the feed's affected loads, one row per accepted row."""
    found = [check for rule in part.rules.values() for check in rule.checks]
    repeated = next(check for check in found if isinstance(check, NotRepeated))
    cost = next(check for check in found if isinstance(check, CostAccompanies))
    for table in ("history", "submission_month"):
        connection.execute(sa.text(f"drop table if exists gate.{table}"))
    connection.execute(
        sa.text(
            SUBMISSION_MONTHS.format(table=part.table, value=repeated.column, cost=cost.less[0])
        ),
        {"feed": feed},
    )
    connection.execute(sa.text("create index on gate.submission_month (household_id, month)"))
    connection.execute(sa.text("analyze gate.submission_month"))
    connection.execute(
        sa.text(HISTORY), {"start_month": income_year_start_month, "months": repeated.months}
    )
    connection.execute(sa.text("create index on gate.history (load_id)"))


def compares_quarters(contract: Contract) -> bool:
    """True if a rule of the feed reads its earlier quarters."""
    rules = (rule for part in contract.parts for rule in part.rules.values())
    return any(isinstance(check, NotLowerThanBefore) for rule in rules for check in rule.checks)


def lay_out_earlier_versions(connection: sa.Connection, feed: str) -> None:
    """Fill `gate.earlier_version` for all versions of the feed."""
    connection.execute(sa.text("drop table if exists gate.earlier_version"))
    connection.execute(sa.text(EARLIER_VERSIONS), {"feed": feed})
