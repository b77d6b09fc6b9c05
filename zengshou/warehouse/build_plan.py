"""The plan of a build: its snapshot of the ledger, and the months to rebuild.

A figure of a month depends on that month and on earlier ones (rules.md, Time). A changed file
therefore affects its own month and later ones. The dbt macros in `macros/increments` read the plan.
"""

import secrets
from datetime import date

import sqlalchemy as sa

from ingestion.settings import get_settings
from zengshou.warehouse import build_record, dbt, shown_texts
from zengshou.warehouse.dbt import Plan

#: Files that affect a model now, or affected it in the last build; and those that are the version
#: in force of more, or fewer, counties than in the last build.
CHANGED = """
with units as (
    select 'before' as state, feed, period, unit, load_id from ops.built_unit
    where edition = :edition
    union all
    select 'now', feed, period, unit, load_id from ops.current_unit
    where edition = :edition
)
insert into ops.changed_load (edition, load_id)
select :edition, load_id
from (select * from ops.built_load where edition = :edition) as before
full join (select * from ops.load_state where edition = :edition) as after using (load_id)
where
    (before.status, before.reject_judgement_id) is distinct from
    (after.status, after.reject_judgement_id)
    and (before.status in ('accepted', 'superseded') or after.status in ('accepted', 'superseded'))
union
select :edition, load_id
from units
group by feed, period, unit, load_id
having count(*) = 1
"""

#: The earliest month of the changed files (for a year's file: the year's last month; for a
#: quarter's file: the quarter's first month, because it may date payments), at most the month after
#: the calendar's last one, before or now: months between are new, or gone. The calendar ends with
#: the last roster or village submission in force (int_months).
TOUCHED = """
with changed as (
    select
        case
            when receipt.feed in (
                select feed from reference.feed_contracts where period = 'quarter'
            ) then (to_date(receipt.period, 'YYYY-MM') - interval '2 months')::date
            when length(receipt.period) = 7 then to_date(receipt.period, 'YYYY-MM')
            else (
                make_date(receipt.period::integer, :start_month, 1)
                + make_interval(months => case :start_month when 1 then 11 else -1 end)
            )::date
        end as month
    from ops.changed_load
    inner join ops.receipt using (load_id)
    where changed_load.edition = :edition
),
in_force as (
    select 'before' as state, load_id from ops.built_load
    where edition = :edition and status = 'accepted'
    union all
    select 'now' as state, load_id from ops.load_state
    where edition = :edition and status = 'accepted'
),
calendar as (
    select in_force.state, max(to_date(receipt.period, 'YYYY-MM')) as last_month
    from in_force
    inner join ops.receipt using (load_id)
    where receipt.feed in ('household_roster', 'village_submission')
    group by in_force.state
)
select least(
    (select min(month) from changed),
    (select (min(last_month) + interval '1 month')::date from calendar)
)
"""

#: If an authorisation is added, removed or changed, it affects its month and later ones in which
#: the household is known (feeds.md, Data protection), even if the roster that contains it is of a
#: later month. All received rosters count, superseded ones too. Materialized: otherwise PostgreSQL
#: searches for the few changed rosters in every row of raw.
AUTHORISED = """
with changed as materialized (
    select changed_load.load_id, receipt.period, state.reject_judgement_id, state.status
    from ops.changed_load
    inner join ops.receipt as receipt using (load_id)
    left join ops.load_state as state
        on changed_load.load_id = state.load_id and state.edition = :edition
    where changed_load.edition = :edition and receipt.feed = 'household_roster'
),
told as (
    select household_id, authorised_on, month
    from staging.stg_household_authorisation
    where load_id not in (select load_id from changed)
    union all
    select
        cell.code(roster.household_id),
        cell.day(roster.authorised_on),
        to_date(changed.period, 'YYYY-MM')
    from changed
    inner join accepted.household_roster as roster
        on changed.reject_judgement_id = roster.judgement_id
    where changed.status in ('accepted', 'superseded')
),
heard as (
    select household_id, min(authorised_on) as authorised_on, min(month) as first_listed_month
    from told
    group by household_id
)
select
    min(
        greatest(
            date_trunc('month', least(heard.authorised_on, known.authorised_on))::date,
            heard.first_listed_month
        )
    )
from heard
full join intermediate.int_household_authorisation as known using (household_id)
where heard.authorised_on is distinct from known.authorised_on
"""

#: Tables in the joins of the first models. Autovacuum analyses them too late: with statistics of
#: the previous build (none at first), PostgreSQL expects to read every row of raw.
COUNTED = """
analyze ops.changed_load, ops.built_load, ops.built_unit, ops.receipt, ops.judgement,
    ops.row_exception
"""

PLAN = """
insert into ops.build (edition, plan, touched_from, authorised_from, began_at)
values (:edition, :token, :touched_from, :authorised_from, clock_timestamp())
on conflict (edition) do update
set
    plan = :token, touched_from = :touched_from, authorised_from = :authorised_from,
    began_at = clock_timestamp(),
    rules = null, built = null, published = null, marts = null
"""


def begin(engine: sa.Engine, edition: str, *, whole: bool) -> Plan:
    """Take the ledger snapshot of the build and record the months to rebuild.

    Until the build is recorded, the edition counts as never built: after an interruption the next
    build rebuilds everything.
    """
    this = {"edition": edition}
    connection = engine.connect().execution_options(isolation_level="REPEATABLE READ")
    with connection, connection.begin():
        dbt.make_schemas(connection, edition)
        connection.execute(sa.text("delete from ops.changed_load where edition = :edition"), this)
        connection.execute(sa.text(CHANGED), this)
        shown_texts.refresh(connection, edition, get_settings(), whole=whole)
        touched = authorised = None
        if not whole:
            touched = _first_month(connection, TOUCHED, edition)
            authorised = _first_month(connection, AUTHORISED, edition, no_later_than=touched)
        connection.execute(sa.text("select ops.take_snapshot(:edition, :edition)"), this)
        plan = Plan(
            token=secrets.token_hex(16),
            snapshot=build_record.digest_of_snapshot(connection, edition),
            touched_from=touched,
            authorised_from=authorised,
        )
        written = {
            "token": plan.token,
            "touched_from": plan.touched_from,
            "authorised_from": plan.authorised_from,
        }
        connection.execute(sa.text(PLAN), this | written)
        connection.execute(sa.text(COUNTED))
    return plan


def _first_month(
    connection: sa.Connection, query: str, edition: str, no_later_than: date | None = None
) -> date | None:
    values: dict[str, object] = {"edition": edition}
    if ":start_month" in query:
        values["start_month"] = get_settings().income_year_start_month
    found: date | None = connection.execute(sa.text(query), values).scalar_one()
    return min((one for one in (found, no_later_than) if one), default=None)
