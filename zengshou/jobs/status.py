"""What waits, what is held, what was done last and what failed: `zengshou status`."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ingestion.load.landing import PassedOver
from ingestion.load.look import Look
from ingestion.load.sftp import ServerRefused
from ingestion.privacy.keys import KeyMismatch
from zengshou.jobs import steps
from zengshou.warehouse import editions

#: Held files without a later version of the same feed, period and kind, which settles a held one.
HELD = """
select load.feed, load.period, load.file_name, load.received_at, load.reason
from ops.load as load
inner join ops.receipt as receipt using (load_id)
where load.status = 'held' and not exists (
    select from ops.load as later
    inner join ops.receipt as later_receipt using (load_id)
    where later.feed = load.feed and later.period = load.period
        and later_receipt.part is not distinct from receipt.part
        and later.received_at > load.received_at
        and later.status in ('accepted', 'superseded')
        and load.reason like 'F09%'
)
order by load.feed, load.period, load.file_name
"""
DOUBTED = """
select load.feed, load.period, load.file_name, receipt.time_doubt as reason
from ops.load as load
inner join ops.receipt as receipt using (load_id)
where receipt.time_doubt is not null
order by receipt.loaded_at desc, load.feed, load.period, load.file_name
"""
LAST_JUDGED = "select judged_at from ops.judged where edition = 'marts'"
LAST_BUILD = """
select began_at, built_at, built is null as is_broken_off
from ops.build where edition = 'marts'
"""
LAST_PUBLICATION = """
select
    publication_id, published_at,
    (select count(*) from ops.publication_load as file
        where file.publication_id = publication.publication_id) as files
from ops.publication as publication order by publication_id desc limit 1
"""
LAST_DISPATCH = "select month, dispatched_at from ops.dispatch order by month desc limit 1"
FAILURES = """
select failed_at, dag_id, task_id, error, log
from ops.task_failure order by failure_id desc limit :limit
"""
HAS_FEEDS = "select to_regclass('marts.feed_status') is not null"
#: Files of the last month that has ended and of years that ended with it or before.
NOT_RECEIVED = """
with latest as (
    select max(month) as month from marts.feed_status
    where month + interval '1 month' <= (now() at time zone 'Asia/Shanghai')::date
)
select
    latest.month as last_month,
    status.feed,
    status.kind,
    case status.kind
        when 'all' then contract.name_zh
        else contract.name_zh || '（' || contract.kind_name_zh || '）'
    end as name,
    status.period,
    status.due_date,
    sum(status.units_expected) as expected,
    sum(status.units_missing) as missing,
    sum(status.units_held) filter (where status.units_missing > 0) as held,
    string_agg(distinct status.rule, ', ' order by status.rule)
        filter (where status.units_missing > 0) as rules
from latest
inner join marts.feed_status as status on latest.month = status.month
inner join reference.feed_contracts as contract
    on status.feed = contract.feed and status.kind = contract.kind
group by
    latest.month, status.feed, status.kind, contract.name_zh, contract.kind_name_zh, status.period,
    status.due_date
having sum(status.units_missing) > 0
order by status.feed, status.kind
"""
SHOWN_FAILURES = 5

Row = dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """Files of a feed that wait to be received; `oldest` is the receipt time of the first."""

    feed: str
    files: int
    oldest: datetime


@dataclass(frozen=True)
class Status:
    """The state of an installation; `doubted` are files whose receipt time is not believed.

    `not_received` are the feeds of the last month that has ended with missing or held files.
    `landing_problem` says why the landing zone could not be looked at, if so. `publication_due` is
    when the next publication may start, None if nothing is to publish.
    """

    landing_problem: str | None
    waiting: list[Waiting]
    passed_over: list[PassedOver]
    held: list[Row]
    doubted: list[Row]
    not_received: list[Row]
    awaits_judgement: bool
    publication_due: datetime | None
    judged_at: datetime | None
    build: Row | None
    publication: Row | None
    dispatch: Row | None
    editions: list[editions.Edition]
    failures: list[Row]

    @property
    def passed_over_by_reason(self) -> Counter[str]:
        """How much in the landing zone was passed over, by reason."""
        return Counter(one.reason for one in self.passed_over)


def status(landing_url: str | None = None) -> Status:
    """The state of the installation and of a landing zone, by default that of the settings."""
    found, problem = _look(landing_url)
    with steps.engine().connect() as connection:
        return Status(
            landing_problem=problem,
            waiting=[
                Waiting(feed, len(files), min(file.received_at for file in files))
                for feed, files in sorted(found.waiting.items())
            ],
            passed_over=found.passed_over,
            held=_rows(connection, HELD),
            doubted=_rows(connection, DOUBTED),
            not_received=_not_received(connection),
            awaits_judgement=steps.unjudged() is not None,
            publication_due=steps.publication_turn(on_demand=False),
            judged_at=connection.execute(sa.text(LAST_JUDGED)).scalar(),
            build=_row(connection, LAST_BUILD),
            publication=_row(connection, LAST_PUBLICATION),
            dispatch=_row(connection, LAST_DISPATCH),
            editions=editions.editions(connection),
            failures=_rows(connection, FAILURES, limit=SHOWN_FAILURES),
        )


def left_open(landing_url: str) -> list[str]:
    """What a run left for people, a line each: files held, times not believed, passed over."""
    found, _ = _look(landing_url)
    with steps.engine().connect() as connection:
        counts = {
            "暂缓，等待处理 held": len(_rows(connection, HELD)),
            "到达时间不可信 receipt times not believed": len(_rows(connection, DOUBTED)),
            "未接收 passed over in the landing zone": len(found.passed_over),
        }
    return [f"{what}: {count:,} (zengshou status)" for what, count in counts.items() if count]


def _look(landing_url: str | None) -> tuple[Look, str | None]:
    try:
        return steps.look(landing_url), None
    except (OSError, ValueError, KeyMismatch, ServerRefused) as error:
        return Look(), str(error)


def _not_received(connection: sa.Connection) -> list[Row]:
    """Nothing as long as no publication has made the mart."""
    if not connection.execute(sa.text(HAS_FEEDS)).scalar_one():
        return []
    return _rows(connection, NOT_RECEIVED)


def _rows(connection: sa.Connection, query: str, **values: int) -> list[Row]:
    return [dict(row) for row in connection.execute(sa.text(query), values).mappings()]


def _row(connection: sa.Connection, query: str) -> Row | None:
    return next(iter(_rows(connection, query)), None)
