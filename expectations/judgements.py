"""Turns findings into judgements: excluded rows, counts per file, stored judgements.

Order of the specification: reject rules, then duplicates, then scope; a row counts once (feeds.md).
"""

from collections.abc import Iterator

import sqlalchemy as sa

from expectations.broken.sheets import keys_of_copies, takes_part
from ingestion.checks import UniqueContent
from ingestion.contract import Contract, Part

BEGIN_BATCH = (
    "drop table if exists gate.batch_load",
    """
    create unlogged table gate.batch_load as
    select *, {gate}_context as context from gate.edition_load
    where {gate}_context is not null and {gate}_judgement_id is null
        and (cast(:feed as text) is null or feed = :feed)
    """,
    "create index on gate.batch_load (load_id)",
    "analyze gate.batch_load",
    "drop table if exists gate.finding",
    """
    create unlogged table gate.finding (
        number bigint generated always as identity, load_id bigint, table_name text,
        row_number integer, rule text, severity text, place integer, column_name text, message text
    )
    """,
    "drop table if exists gate.outcome",
    """
    create unlogged table gate.outcome (
        load_id bigint, table_name text, row_number integer, outcome text, is_in_scope boolean
    )
    """,
)
FILE_JUDGEMENTS = """
insert into ops.judgement (load_id, gate, context, is_passed)
select load_id, 'file', context, load_id not in (select load_id from gate.finding)
from gate.batch_load
"""
FILE_FINDINGS = """
insert into ops.judgement_finding (judgement_id, rule, severity, message)
select distinct on (finding.load_id)
    judgement.judgement_id,
    finding.rule,
    finding.severity,
    finding.message || coalesce('（' || receipt.problem_detail || '）', '')
from gate.finding as finding
inner join gate.batch_load as loads using (load_id)
inner join ops.receipt as receipt using (load_id)
inner join ops.judgement as judgement
    on judgement.load_id = loads.load_id
    and judgement.gate = 'file'
    and judgement.context = loads.context
order by finding.load_id asc, array_position(:rules, finding.rule) asc
"""
REJECTED = """
insert into gate.outcome
select row.load_id, '{table}', row.row_number, 'rejected', {is_in_scope}
from gate.{table} as row
where (row.load_id, row.row_number) in (
    select load_id, row_number from gate.finding where table_name = '{table}'
)
"""
#: Exact copies after the first one.
DUPLICATES = """
insert into gate.outcome
select row.load_id, '{table}', row.row_number, 'duplicate', {is_in_scope}
from (
    select
        *,
        row_number() over (partition by load_id, {by}row_content order by row_number) as copy
    from gate.{table}
    where {filled}
) as row
where row.copy > 1 and not exists (
    select 1 from gate.outcome as outcome
    where outcome.table_name = '{table}'
        and outcome.load_id = row.load_id
        and outcome.row_number = row.row_number
)
"""
#: Rows about several people are few: those out of scope are stored, too.
OUT_OF_SCOPE = """
insert into gate.outcome
select row.load_id, '{table}', row.row_number, 'out_of_scope', false
from gate.{table} as row
where not row.is_in_scope and not exists (
    select 1 from gate.outcome as outcome
    where outcome.table_name = '{table}'
        and outcome.load_id = row.load_id
        and outcome.row_number = row.row_number
)
"""
#: Out-of-scope rows: all rows not on the roster, minus those that are already excluded.
COUNTS = """
select
    received.load_id,
    received.received,
    coalesce(outcomes.rejected, 0) as rejected,
    coalesce(outcomes.duplicate, 0) as duplicate,
    received.out_of_scope - coalesce(outcomes.out_of_scope, 0) as out_of_scope
from (
    select
        row.load_id,
        count(*) as received,
        count(*) filter (where not {is_in_scope}) as out_of_scope
    from gate.{table} as row
    group by row.load_id
) as received
left join (
    select
        load_id,
        count(*) filter (where outcome = 'rejected') as rejected,
        count(*) filter (where outcome = 'duplicate') as duplicate,
        count(*) filter (where not is_in_scope) as out_of_scope
    from gate.outcome
    where table_name = '{table}'
    group by load_id
) as outcomes using (load_id)
"""
ROW_JUDGEMENTS = """
insert into ops.judgement (
    load_id, gate, context, is_passed, rows_received, rows_accepted, rows_rejected,
    rows_out_of_scope, rows_duplicate, roster_judgement_id
)
select
    loads.load_id,
    'reject',
    loads.context,
    true,
    coalesce(sum(counts.received), 0),
    coalesce(sum(received - rejected - out_of_scope - duplicate), 0),
    coalesce(sum(counts.rejected), 0),
    coalesce(sum(counts.out_of_scope), 0),
    coalesce(sum(counts.duplicate), 0),
    {roster}
from gate.batch_load as loads
left join ({counts}) as counts using (load_id)
group by loads.load_id, loads.context, loads.roster_load_id
"""
ROSTER = """(
    select roster.reject_judgement_id from gate.edition_load as roster
    where roster.load_id = loads.roster_load_id
)"""
WARN_JUDGEMENTS = """
insert into ops.judgement (load_id, gate, context, is_passed)
select load_id, 'warn', context, true from gate.batch_load
"""
ROW_FINDINGS = """
insert into ops.judgement_finding
    (judgement_id, table_name, row_number, rule, severity, column_name, message)
select distinct on (
    finding.load_id, finding.table_name, finding.row_number, finding.rule,
    case when finding.rule = any(:per_column) then finding.number end
)
    judgement.judgement_id,
    finding.table_name,
    finding.row_number,
    finding.rule,
    finding.severity,
    nullif(finding.column_name, ''),
    finding.message
from gate.finding as finding
inner join gate.batch_load as loads using (load_id)
inner join ops.judgement as judgement
    on judgement.load_id = loads.load_id
    and judgement.gate = '{gate}'
    and judgement.context = loads.context
order by
    finding.load_id, finding.table_name, finding.row_number, finding.rule,
    case when finding.rule = any(:per_column) then finding.number end, finding.place
"""
ROW_EXCEPTIONS = """
insert into ops.row_exception (judgement_id, table_name, row_number, outcome)
select judgement.judgement_id, outcome.table_name, outcome.row_number, outcome.outcome
from gate.outcome as outcome
inner join gate.batch_load as loads using (load_id)
inner join ops.judgement as judgement
    on judgement.load_id = loads.load_id
    and judgement.gate = 'reject'
    and judgement.context = loads.context
"""


def record_files(connection: sa.Connection, rules: list[str]) -> None:
    """Store the judgements on files: one finding for each, the first rule broken."""
    connection.execute(sa.text(FILE_JUDGEMENTS))
    connection.execute(sa.text(FILE_FINDINGS), {"rules": rules})
    connection.commit()


def record_rows(connection: sa.Connection, contract: Contract, gate: str) -> None:
    """Store the judgements on rows, with counts (gate `reject`) and findings."""
    if gate == "reject":
        _judge_rows(connection, contract)
    else:
        connection.execute(sa.text(WARN_JUDGEMENTS))
    per_column = [
        code
        for part in contract.parts
        for code, rule in part.rules.items()
        if any(check.per_column for check in rule.checks)
    ]
    connection.execute(sa.text(ROW_FINDINGS.format(gate=gate)), {"per_column": per_column})
    if gate == "reject":
        connection.execute(sa.text(ROW_EXCEPTIONS))
    connection.commit()


def _judge_rows(connection: sa.Connection, contract: Contract) -> None:
    """Set the outcome of each row, in the order of the specification, and count per file."""
    connection.execute(sa.text("analyze gate.finding"))
    parts = [part for part in contract.parts if not part.listed_in]
    for part in parts:
        place = _place(part)
        connection.execute(sa.text(REJECTED.format(**place)))
        for keys in _keys_of_copies(part):
            filled = takes_part(keys) if keys else "true"
            by = "".join(f"{key}, " for key in keys)
            statement = DUPLICATES.format(**place, by=by, filled=filled)
            connection.execute(sa.text(statement))
    counts = " union all ".join(COUNTS.format(**_place(part)) for part in contract.received_parts)
    by_person = any(part.person or part.people for part in contract.parts)
    roster = ROSTER if by_person else "null"
    connection.execute(sa.text(ROW_JUDGEMENTS.format(counts=counts, roster=roster)))
    for part in parts:
        if part.people:
            connection.execute(sa.text(OUT_OF_SCOPE.format(table=part.table)))


def _keys_of_copies(part: Part) -> Iterator[list[str]]:
    """The keys by which exact copies of a row count once; no key stands for all rows."""
    if part.copies_count_once:
        yield []
    for check in (check for rule in part.rules.values() for check in rule.checks):
        if isinstance(check, UniqueContent):
            yield keys_of_copies(part, check.by)


def _place(part: Part) -> dict[str, str]:
    """The table with the part's facts, and its SQL condition for a row in scope."""
    return {
        "table": part.table,
        "is_in_scope": "row.is_in_scope" if part.person or part.people else "true",
    }
