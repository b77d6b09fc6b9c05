"""What follows from the findings: which rows are out, the counts per file, the judgements kept.

Order of the spec: reject rules, then duplicates, then scope; a row counts once (feeds.md).
"""

import sqlalchemy as sa

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
        load_id bigint, table_name text, row_number integer, outcome text
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
OUTCOMES = """
insert into gate.outcome
select row.load_id, '{table}', row.row_number, {outcome}
from gate.{table} as row
left join (
    select distinct load_id, row_number from gate.finding where table_name = '{table}'
) as broken using (load_id, row_number)
"""
ROW_JUDGEMENTS = """
insert into ops.judgement (
    load_id, gate, context, is_passed, rows_received, rows_accepted, rows_rejected,
    rows_out_of_scope, rows_duplicate
)
select
    loads.load_id,
    '{gate}',
    loads.context,
    true,
    count(outcome.load_id),
    count(*) filter (where outcome.outcome = 'accepted'),
    count(*) filter (where outcome.outcome = 'rejected'),
    count(*) filter (where outcome.outcome = 'out_of_scope'),
    count(*) filter (where outcome.outcome = 'duplicate')
from gate.batch_load as loads
left join gate.outcome as outcome
    on loads.load_id = outcome.load_id and outcome.table_name = any(:received)
group by loads.load_id, loads.context
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
where outcome.outcome <> 'accepted'
"""
PER_COLUMN = ("totals_match", "no_unknown_column")


def record_files(connection: sa.Connection, rules: list[str]) -> None:
    """Keep the judgements on files: one finding each, the first rule broken."""
    connection.execute(sa.text(FILE_JUDGEMENTS))
    connection.execute(sa.text(FILE_FINDINGS), {"rules": rules})
    connection.commit()


def record_rows(connection: sa.Connection, contract: Contract, gate: str) -> None:
    """Keep the judgements on rows, with counts (gate `reject`) and findings."""
    if gate == "reject":
        for part in contract.parts:
            connection.execute(sa.text(OUTCOMES.format(table=part.table, outcome=_outcome(part))))
    received = [part.table for part in contract.received_parts]
    connection.execute(sa.text(ROW_JUDGEMENTS.format(gate=gate)), {"received": received})
    per_column = [
        code
        for part in contract.parts
        for code, rule in part.rules.items()
        if any(check.expect in PER_COLUMN for check in rule.checks)
    ]
    connection.execute(sa.text(ROW_FINDINGS.format(gate=gate)), {"per_column": per_column})
    if gate == "reject":
        connection.execute(sa.text(ROW_EXCEPTIONS))
    connection.commit()


def _outcome(part: Part) -> str:
    """SQL for what becomes of a row, in the order of the spec."""
    cases = ["when broken.load_id is not null then 'rejected'"]
    for rule in part.rules.values():
        for check in rule.checks:
            if check.expect == "unique_content":
                keys = ", ".join(f"row.{key}" for key in check.by)
                filled = " and ".join(f"row.{key} is not null" for key in check.by)
                window = f"partition by row.load_id, {keys}, row.row_content"
                copy = f"row_number() over ({window} order by row.row_number)"
                cases.append(f"when {filled} and {copy} > 1 then 'duplicate'")
    if part.judged_against and part.judged_against.person:
        cases.append("when not row.is_in_scope then 'out_of_scope'")
    return f"case {' '.join(cases)} else 'accepted' end"
