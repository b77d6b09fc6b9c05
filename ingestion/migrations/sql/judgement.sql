-- The decisions of the gates. A judgement depends only on a load and on its context (see
-- ops.judgement), so it is kept and reused when the same context returns.

create table ops.judgement (
    judgement_id bigint generated always as identity primary key,
    load_id bigint not null references ops.receipt on delete cascade,
    gate text not null check (gate in ('file', 'reject', 'warn')),
    context text not null,
    rows_received integer not null default 0,
    rows_accepted integer not null default 0,
    rows_rejected integer not null default 0,
    rows_out_of_scope integer not null default 0,
    rows_duplicate integer not null default 0,
    is_passed boolean not null,
    judged_at timestamptz not null default now(),
    unique (load_id, gate, context)
);
comment on table ops.judgement is 'One gate''s decision on one file in one context (rules, roster in force, other months).';

create table ops.judgement_finding (
    judgement_id bigint not null references ops.judgement on delete cascade,
    table_name text,
    row_number integer,
    rule text not null,
    severity text not null check (severity in ('reject', 'warn')),
    column_name text,
    message text not null
);
create index on ops.judgement_finding (judgement_id);

create table ops.row_exception (
    judgement_id bigint not null references ops.judgement on delete cascade,
    table_name text not null,
    row_number integer not null,
    outcome text not null check (outcome in ('rejected', 'duplicate', 'out_of_scope')),
    primary key (judgement_id, table_name, row_number)
);
comment on table ops.row_exception is 'Rows that did not become facts, and why; all others were accepted.';

create table ops.validation (
    validation_id bigint generated always as identity primary key,
    suite text not null,
    gate text not null,
    loads integer not null,
    success boolean not null,
    result jsonb not null,
    validated_at timestamptz not null default now()
);
comment on table ops.validation is 'Great Expectations results without any cell value; Data Docs are built from them.';

create table ops.load_state (
    edition text not null,
    load_id bigint not null references ops.receipt on delete cascade,
    status text not null check (status in ('accepted', 'rejected', 'held', 'duplicate', 'superseded')),
    reason text,
    file_judgement_id bigint references ops.judgement,
    reject_judgement_id bigint references ops.judgement,
    warn_judgement_id bigint references ops.judgement,
    primary key (edition, load_id)
);
comment on table ops.load_state is 'What became of each file in an edition: marts (now) or as known at an instant.';

create table ops.current_unit (
    edition text not null,
    feed text not null,
    period text not null,
    unit text not null,
    load_id bigint not null references ops.receipt on delete cascade,
    primary key (edition, feed, period, unit)
);
comment on table ops.current_unit is 'The version in force of each unit that a new file replaces: whole, kind, village or county.';
create index on ops.current_unit (load_id);

create table ops.build (
    edition text primary key,
    built text,
    published text,
    built_at timestamptz not null default now()
);
comment on table ops.build is 'Digest of what an edition was last built from and checked; equal digest, nothing to do.';

create view ops.load as
select
    receipt.load_id,
    receipt.feed,
    receipt.period,
    receipt.file_name,
    receipt.sha256,
    receipt.received_at,
    receipt.loaded_at,
    coalesce(state.status, 'held') as status,
    case when state.load_id is null then '等待检查 not yet judged' else state.reason end as reason,
    coalesce(judgement.rows_received, 0) as rows_received,
    coalesce(judgement.rows_accepted, 0) as rows_accepted,
    coalesce(judgement.rows_rejected, 0) as rows_rejected,
    coalesce(judgement.rows_out_of_scope, 0) as rows_out_of_scope,
    coalesce(judgement.rows_duplicate, 0) as rows_duplicate
from ops.receipt as receipt
left join ops.load_state as state
    on receipt.load_id = state.load_id and state.edition = 'marts'
left join ops.judgement as judgement
    on state.reject_judgement_id = judgement.judgement_id;
comment on view ops.load is 'One row per received file and what became of it (interface.md).';

create view ops.finding as
select
    state.load_id,
    finding.row_number,
    finding.rule,
    finding.severity,
    finding.column_name,
    finding.message,
    finding.table_name
from ops.load_state as state
cross join lateral (
    values (state.file_judgement_id), (state.reject_judgement_id), (state.warn_judgement_id)
) as taken (judgement_id)
inner join ops.judgement_finding as finding on taken.judgement_id = finding.judgement_id
where state.edition = 'marts';
comment on view ops.finding is 'One row per rule broken by a row or file (interface.md). Never holds a full ID number.';
