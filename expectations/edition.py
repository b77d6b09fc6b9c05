"""The state of an edition: which files count, which version is in force, and the judgement context.

An edition is the state of knowledge at a time. `marts` contains everything received; another
edition contains only what was received or reverted until its timestamp. The state is computed in
`gate.edition_load`, gate by gate, and published to `ops.load_state` and `ops.current_unit` in one
transaction. The edition of a file on trial contains that file, the files of its feed and unit, and
the rosters. It depends only on the set of received files, never on the order of their arrival.
Source: feeds.md, "Landing zone".
"""

from datetime import datetime

import sqlalchemy as sa

OPEN = """
create unlogged table gate.edition_load as
with reversals as (
    select distinct on (receipt.feed, receipt.period, receipt.sha256)
        receipt.feed, receipt.period, receipt.sha256,
        reversal.load_id, reversal.action, reversal.at, reversal.person, reversal.reason
    from ops.reversal as reversal
    inner join ops.receipt as receipt using (load_id)
    where cast(:known_at as timestamptz) is null or reversal.at <= cast(:known_at as timestamptz)
    order by receipt.feed, receipt.period, receipt.sha256, reversal.reversal_id desc
),
confirmations as (
    select distinct load_id from ops.confirmation
    where cast(:known_at as timestamptz) is null or at <= cast(:known_at as timestamptz)
)
select
    receipt.load_id,
    receipt.feed,
    receipt.period,
    receipt.part,
    receipt.unit,
    receipt.file_name collate "C" as file_name,
    receipt.sha256,
    receipt.received_at,
    receipt.matches_manifest,
    receipt.has_rows,
    confirmations.load_id is not null as is_confirmed,
    to_date(receipt.period, 'YYYY-MM') as period_start,
    (
        to_date(receipt.period, 'YYYY-MM')
        + case when length(receipt.period) = 4 then interval '1 year' else interval '1 month' end
        - interval '1 day'
    )::date as period_end,
    receipt.time_doubt,
    receipt.trial,
    receipt.matches_manifest and reversals.load_id is not null as is_reverted,
    '已撤回 taken back ' || to_char(reversals.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')
        || ' ' || reversals.person || '：' || reversals.reason
        || ' (zengshou loads restore ' || reversals.load_id || ')' as reversal,
    false as names_its_unit,
    null::text as standing,
    false as is_current,
    true as is_affected,
    null::bigint as roster_load_id,
    null::text as file_context,
    null::bigint as file_judgement_id,
    null::boolean as is_passed,
    null::text as reject_context,
    null::bigint as reject_judgement_id,
    null::text as warn_context,
    null::bigint as warn_judgement_id,
    null::text as version_context,
    null::bigint as version_judgement_id
from ops.receipt as receipt
left join reversals
    on receipt.feed = reversals.feed
    and receipt.period = reversals.period
    and receipt.sha256 = reversals.sha256
    and reversals.action = 'revert'
left join confirmations on receipt.load_id = confirmations.load_id
where (
    cast(:known_at as timestamptz) is null
    or receipt.received_at <= cast(:known_at as timestamptz)
) and (
    receipt.trial is null
    and (
        cast(:trial as bigint) is null
        or receipt.feed = 'household_roster'
        or (receipt.feed, coalesce(receipt.unit, '')) in (
            select tried.feed, coalesce(tried.unit, '') from ops.receipt as tried
            where tried.load_id = cast(:trial as bigint)
        )
    )
    or receipt.load_id = cast(:trial as bigint)
)
"""
ATTACH = """
update gate.edition_load as loads
set {gate}_judgement_id = judgement.judgement_id
from ops.judgement as judgement
where judgement.load_id = loads.load_id
    and judgement.gate = '{gate}'
    and judgement.context = loads.{gate}_context
    and loads.{gate}_judgement_id is null
    and (cast(:feeds as text[]) is null or loads.feed = any(:feeds))
"""
PASSED = """
update gate.edition_load as loads
set is_passed = judgement.is_passed
from ops.judgement as judgement
where judgement.judgement_id = loads.file_judgement_id
    and loads.is_passed is distinct from judgement.is_passed
"""
#: `materialized`, here and below: without it, PostgreSQL computes these few rows again for each
#: file.
ROSTER_IN_FORCE = """
with rosters as materialized (
    select period_start, load_id from gate.edition_load
    where feed = 'household_roster' and is_current
)
update gate.edition_load as loads
set roster_load_id = (
        select rosters.load_id from rosters
        where rosters.period_start <= loads.period_start
        order by rosters.period_start desc limit 1
    )
where loads.is_passed and loads.feed = any(:feeds)
"""
REJECT_CONTEXT = """
with rosters as materialized (
    select load_id, reject_judgement_id from gate.edition_load where feed = 'household_roster'
)
update gate.edition_load as loads
set reject_context = contract.fingerprint || coalesce((
        select ' roster ' || roster.load_id || ' as judged ' || roster.reject_judgement_id
        from rosters as roster
        where roster.load_id = loads.roster_load_id
    ), '')
from unnest(cast(:feeds as text[]), cast(:fingerprints as text[])) as contract (feed, fingerprint)
where loads.is_passed and loads.feed = contract.feed
"""
WARN_CONTEXT = """
update gate.edition_load as loads
set warn_context = :fingerprint || ' rows as judged ' || loads.reject_judgement_id || {history}
where loads.is_passed and loads.standing = 'version' and loads.feed = :feed and loads.is_affected
"""
NO_HISTORY = "''"
HISTORY = """
coalesce((
    select ' history ' || md5(string_agg(
        row(history.row_number, history.same_value_months, history.cost_so_far)::text,
        ',' order by history.row_number
    ))
    from gate.history as history
    where history.load_id = loads.load_id
), '')
"""
EARLIER = """
coalesce((
    select ' earlier ' || md5(string_agg(
        earlier.unit || ' as judged ' || earlier.judgement_id, ',' order by earlier.unit
    ))
    from gate.earlier_version as earlier
    where earlier.load_id = loads.load_id
), '')
"""
KEPT_WARN_CONTEXT = """
update gate.edition_load as loads
set warn_context = judgement.context
from ops.load_state as state
inner join ops.judgement as judgement on state.warn_judgement_id = judgement.judgement_id
where state.edition = :edition and state.load_id = loads.load_id
    and loads.is_passed and loads.standing = 'version' and loads.feed = :feed
    and not loads.is_affected
"""
AFFECTED = """
with now as (
    select period_start, load_id, reject_judgement_id, is_current
    from gate.edition_load where feed = :feed and is_passed and standing = 'version'
),
before as (
    select
        to_date(receipt.period, 'YYYY-MM') as period_start,
        state.load_id,
        state.reject_judgement_id,
        state.status = 'accepted' as is_current
    from ops.load_state as state
    inner join ops.receipt as receipt using (load_id)
    inner join ops.judgement as judgement on state.warn_judgement_id = judgement.judgement_id
    where state.edition = :edition and receipt.feed = :feed
        and starts_with(judgement.context, :fingerprint)
),
changed as materialized (
    select distinct period_start from (
        (select * from now except select * from before)
        union all
        (select * from before except select * from now)
    ) as differences
)
update gate.edition_load as loads
set is_affected = exists (
        select 1 from changed
        where loads.period_start between changed.period_start
            and changed.period_start + interval '11 months'
    )
where loads.feed = :feed
"""
GONE_STATE = """
delete from ops.load_state as state
where state.edition = :edition
    and state.load_id not in (select load_id from gate.edition_load)
"""
GONE_UNITS = """
delete from ops.current_unit as before
where before.edition = :edition
    and not exists (
        select 1 from gate.current_unit as current
        where current.feed = before.feed
            and current.period = before.period
            and current.unit = before.unit
    )
"""
#: Unchanged rows are not updated: PostgreSQL need not check their four foreign keys again.
PUBLISH_STATE = """
insert into ops.load_state
    (edition, load_id, status, reason, file_judgement_id, reject_judgement_id, warn_judgement_id)
select
    :edition,
    loads.load_id,
    case
        when not loads.matches_manifest then 'held'
        when loads.is_reverted then 'reverted'
        when loads.standing in ('duplicate', 'repeated') then loads.standing
        when not loads.is_passed then 'rejected'
        when loads.standing = 'shrunken' then 'held'
        when loads.is_current then 'accepted'
        else 'superseded'
    end,
    nullif(concat_ws('；', coalesce(
        case when loads.is_reverted then loads.reversal end,
        case
            when loads.standing in ('duplicate', 'repeated')
                then '内容与已收文件相同 same bytes as an earlier file'
        end,
        (
            select finding.rule || ' ' || finding.message from ops.judgement_finding as finding
            where finding.judgement_id
                = coalesce(loads.version_judgement_id, loads.file_judgement_id)
            limit 1
        )
    ), loads.time_doubt), ''),
    case
        when loads.standing in ('duplicate', 'repeated') then null
        else coalesce(loads.version_judgement_id, loads.file_judgement_id)
    end,
    case when loads.standing = 'version' then loads.reject_judgement_id end,
    case when loads.standing = 'version' then loads.warn_judgement_id end
from gate.edition_load as loads
on conflict (edition, load_id) do update
set
    status = excluded.status,
    reason = excluded.reason,
    file_judgement_id = excluded.file_judgement_id,
    reject_judgement_id = excluded.reject_judgement_id,
    warn_judgement_id = excluded.warn_judgement_id
where load_state is distinct from excluded
"""
PUBLISH_UNITS = """
insert into ops.current_unit (edition, feed, period, unit, load_id)
select :edition, feed, period, unit, load_id from gate.current_unit
on conflict (edition, feed, period, unit) do update set load_id = excluded.load_id
where current_unit.load_id <> excluded.load_id
"""


class Edition:
    """An edition during judging; `name` is the schema of its marts."""

    def __init__(
        self,
        connection: sa.Connection,
        name: str,
        known_at: datetime | None,
        trial: int | None = None,
    ) -> None:
        self.connection = connection
        self.name = name
        self._run(OPEN, known_at=known_at, trial=trial)
        self._run("create unlogged table gate.current_unit (like ops.current_unit)")
        self._run("alter table gate.current_unit alter column edition drop not null")
        self._run("create index on gate.edition_load (load_id)")
        self._run("analyze gate.edition_load")

    def _run(self, statement: str, **values: object) -> None:
        used = {key: value for key, value in values.items() if f":{key}" in statement}
        self.connection.execute(sa.text(statement), used)

    def feeds_passed(self) -> set[str]:
        """Feeds with files whose rows count; call it after the files are judged."""
        return self._feeds("is_passed")

    def feeds_to_judge(self, gate: str) -> set[str]:
        """Feeds with files that have no judgement for their context."""
        return self._feeds(f"{gate}_context is not null and {gate}_judgement_id is null")

    def _feeds(self, condition: str) -> set[str]:
        found = sa.text(f"select distinct feed from gate.edition_load where {condition}")
        return set(self.connection.execute(found).scalars())

    def attach(self, gate: str, feeds: list[str] | None = None) -> None:
        """Attach the existing judgements with the same context, of these feeds or of all."""
        self._run(ATTACH.format(gate=gate), feeds=feeds)
        if gate == "file":
            self._run(PASSED)

    def set_file_context(self, fingerprint: str, with_unit: list[str]) -> None:
        """Set the file context of all files, held ones too, except reverted files."""
        self._run(
            "update gate.edition_load set names_its_unit = feed = any(:feeds) and matches_manifest,"
            " file_context = case when not is_reverted then :fingerprint || case"
            " when matches_manifest then '' else ' held' end end",
            feeds=with_unit,
            fingerprint=fingerprint,
        )

    def set_rosters(self, feeds: list[str]) -> None:
        """Set the roster in force for each file's month (feeds.md, household_roster)."""
        self._run(ROSTER_IN_FORCE, feeds=feeds)

    def set_reject_context(self, fingerprints: dict[str, str]) -> None:
        """Set the context for gate `reject`: the rules of the feed and the roster in force."""
        self._run(
            REJECT_CONTEXT, feeds=list(fingerprints), fingerprints=list(fingerprints.values())
        )

    def mark_affected(self, feed: str, fingerprint: str) -> None:
        """Mark files within a year after a change: only their history can differ."""
        self._run(AFFECTED, feed=feed, edition=self.name, fingerprint=fingerprint)

    def set_warn_context(
        self, feed: str, fingerprint: str, *, has_history: bool, has_earlier: bool
    ) -> None:
        """Set the context for gate `warn`: the rules and the earlier files that they read.

        `has_history`: the months before; `has_earlier`: the versions of earlier quarters.
        """
        history = HISTORY if has_history else EARLIER if has_earlier else NO_HISTORY
        self._run(WARN_CONTEXT.format(history=history), feed=feed, fingerprint=fingerprint)
        self._run(KEPT_WARN_CONTEXT, feed=feed, edition=self.name)

    def publish(self) -> None:
        """Publish this as the edition's state, in the caller's transaction."""
        for statement in (GONE_STATE, PUBLISH_STATE, GONE_UNITS, PUBLISH_UNITS):
            self._run(statement, edition=self.name)
