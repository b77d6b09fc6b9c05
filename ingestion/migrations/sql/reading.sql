-- What readers notice beside the rows of a table; rules of the contracts judge each note.

alter table raw.unknown_column rename to reader_note;
alter table raw.reader_note
    alter column row_number drop not null,
    alter column column_name drop not null,
    add column note text not null default 'unknown_column',
    add column value text;
alter table raw.reader_note alter column note drop default;
comment on table raw.reader_note is
'What the reader noticed beside the rows of a table, e.g. a header that no contract knows';
comment on column raw.reader_note.column_name is 'A header or the name of a sheet, masked';
comment on column raw.reader_note.value is 'A household number, masked';

-- A receipt is a name, its bytes and the time stated for it. A stated time that is not believed is
-- kept beside the time of the first reading, by which the receipt counts.
alter table ops.receipt
    add column stated_time text,
    add column time_doubt text,
    drop constraint receipt_feed_period_file_name_sha256_key,
    add constraint receipt_is_one unique nulls not distinct (
        feed, period, file_name, sha256, received_at, stated_time
    );
comment on column ops.receipt.stated_time is
'The time that the manifest or the file system states, if it is not believed; else null';
comment on column ops.receipt.time_doubt is 'Why the stated time is not believed, in Chinese';

-- Whether a copy is a version depends on the files between it and the original, so copies have rows.
do $$
declare
    one record;
begin
    create temporary table copy on commit drop as
    select receipt.load_id, original.load_id as original_id
    from ops.receipt as receipt
    cross join lateral (
        select same.load_id, same.part, same.unit, same.declared_period
        from ops.receipt as same
        where same.feed = receipt.feed and same.period = receipt.period
            and same.sha256 = receipt.sha256 and same.has_rows
        order by same.load_id limit 1
    ) as original
    where not receipt.has_rows and receipt.matches_manifest and receipt.problem is null;

    for one in
        select
            table_name,
            string_agg(quote_ident(column_name), ', ' order by ordinal_position) as names
        from information_schema.columns
        where table_schema = 'raw' and column_name <> 'load_id'
        group by table_name
    loop
        execute format(
            'insert into raw.%I (load_id, %s) select copy.load_id, %s from copy '
            'inner join raw.%I on copy.original_id = %I.load_id',
            one.table_name, one.names, one.names, one.table_name, one.table_name
        );
    end loop;

    update ops.receipt
    set
        has_rows = true, part = original.part, unit = original.unit,
        declared_period = original.declared_period
    from copy
    inner join ops.receipt as original on copy.original_id = original.load_id
    where receipt.load_id = copy.load_id;
end
$$;

-- A version that shrinks is held until somebody confirms it (F09).
alter table ops.judgement drop constraint judgement_gate_check;
alter table ops.judgement add constraint judgement_gate_check
check (gate in ('file', 'reject', 'warn', 'version'));
alter table ops.load_state drop constraint load_state_status_check;
alter table ops.load_state add constraint load_state_status_check check (
    status in ('accepted', 'rejected', 'held', 'duplicate', 'superseded', 'reverted', 'repeated')
);

create table ops.confirmation (
    confirmation_id bigint generated always as identity primary key,
    load_id bigint not null references ops.receipt,
    at timestamptz not null default clock_timestamp(),
    person text not null check (btrim(person) <> ''),
    reason text not null check (btrim(reason) <> '')
);
comment on table ops.confirmation is
'Versions with far fewer rows that a person let count: from that instant on they replace';
create index on ops.confirmation (load_id);
create trigger refuse_change before update or delete on ops.confirmation
for each row execute function ops.refuse_change();
create trigger refuse_truncate before truncate on ops.confirmation
for each statement execute function ops.refuse_change();
alter table ops.confirmation enable always trigger refuse_change;
alter table ops.confirmation enable always trigger refuse_truncate;
alter table ops.judged add column last_confirmation_id bigint not null default 0;
comment on column ops.judged.last_confirmation_id is 'Last row of ops.confirmation then; 0: none.';

-- A file on trial (`zengshou check`, folder 试填) is judged in an edition of its own and deleted.
alter table ops.receipt add column trial text;
comment on column ops.receipt.trial is
'Edition in which a file on trial is judged, before it is deleted; null for every received file';
create index on ops.receipt (trial) where trial is not null;

create or replace view ops.load as
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
    on state.reject_judgement_id = judgement.judgement_id
where state.status is distinct from 'repeated' and receipt.trial is null;

-- The loader reads the numbers of the rules on receipt times.
do $$
begin
    if to_regrole('loader') is not null then
        grant usage on schema reference to loader;
        grant select on all tables in schema reference to loader;
        alter default privileges in schema reference grant select on tables to loader;
        grant select on ops.confirmation to transformer;
    end if;
end
$$;
