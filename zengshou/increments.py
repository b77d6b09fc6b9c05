"""Which files a build has to take in, and from which month on it makes the tables new.

A figure of a month rests on that month and on earlier ones (rules.md, Time), so what a changed
file touches begins with the file's month. The dbt macros in `macros/increments` read the plan.
"""

from datetime import date

import sqlalchemy as sa

from ingestion.settings import get_settings

#: Files that have an effect on any model, before or now.
CHANGED = """
insert into ops.changed_load (edition, load_id)
select :edition, load_id
from (select * from ops.built_load where edition = :edition) as before
full join (select * from ops.load_state where edition = :edition) as after using (load_id)
where
    (before.status, before.reject_judgement_id) is distinct from
    (after.status, after.reject_judgement_id)
    and (before.status in ('accepted', 'superseded') or after.status in ('accepted', 'superseded'))
"""

#: The month of the changed file that is furthest back (of a year's file: the year's last month),
#: but no later than the month after the latest one known: the calendar between is new, too.
TOUCHED = """
with changed as (
    select
        case length(receipt.period)
            when 7 then to_date(receipt.period, 'YYYY-MM')
            else (
                make_date(receipt.period::integer, :start_month, 1)
                + make_interval(months => case :start_month when 1 then 11 else -1 end)
            )::date
        end as month
    from ops.changed_load
    inner join ops.receipt using (load_id)
    where changed_load.edition = :edition
),
latest as (
    select max(to_date(receipt.period, 'YYYY-MM')) as month
    from ops.built_load
    inner join ops.receipt using (load_id)
    where
        built_load.edition = :edition
        and built_load.status = 'accepted'
        and length(receipt.period) = 7
)
select least(min(changed.month), (min(latest.month) + interval '1 month')::date)
from latest
left join changed on true
"""

SNAPSHOT = """
insert into ops.built_load (edition, load_id, status, reject_judgement_id)
select edition, load_id, status, reject_judgement_id
from ops.load_state
where edition = :edition
"""

#: What the first models join. Autovacuum counts it too late: by the files of the build before, all
#: at first, PostgreSQL expects that every row of raw is read.
COUNTED = "analyze ops.changed_load, ops.load_state, ops.receipt, ops.judgement, ops.row_exception"

PLAN = """
insert into ops.build (edition, touched_from, authorised_from)
values (:edition, :touched_from, :touched_from)
on conflict (edition) do update
set
    touched_from = :touched_from, authorised_from = :touched_from,
    rules = null, built = null, published = null
"""


def begin(engine: sa.Engine, edition: str, *, whole: bool) -> date | None:
    """Write down what the build that begins now makes new; returns its first month, None for all.

    Until the build is recorded, the edition counts as never built: after an interruption the next
    one makes everything new.
    """
    this = {"edition": edition}
    start = {"start_month": get_settings().income_year_start_month}
    with engine.begin() as connection:
        connection.execute(sa.text("delete from ops.changed_load where edition = :edition"), this)
        connection.execute(sa.text(CHANGED), this)
        touched = None
        if not whole:
            touched = connection.execute(sa.text(TOUCHED), this | start).scalar_one()
        connection.execute(sa.text("delete from ops.built_load where edition = :edition"), this)
        connection.execute(sa.text(SNAPSHOT), this)
        connection.execute(sa.text(PLAN), this | {"touched_from": touched})
        connection.execute(sa.text(COUNTED))
    return touched
