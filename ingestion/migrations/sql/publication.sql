-- A build reads one snapshot of the ledger; a publication copies the result to the published
-- tables.

comment on table ops.built_load is
    'Snapshot of the ledger that the last build of the edition works on: the state of each file.';

create table ops.built_unit (
    edition text not null,
    feed text not null,
    period text not null,
    unit text not null,
    load_id bigint not null references ops.receipt on delete cascade,
    primary key (edition, feed, period, unit)
);
comment on table ops.built_unit is
    'Snapshot of ops.current_unit that the last build of the edition works on.';

create function ops.take_snapshot(of_edition text, for_edition text) returns void
language sql as $$
    delete from ops.built_load where edition = for_edition;
    insert into ops.built_load (edition, load_id, status, reject_judgement_id)
    select for_edition, load_id, status, reject_judgement_id
    from ops.load_state where edition = of_edition;
    delete from ops.built_unit where edition = for_edition;
    insert into ops.built_unit (edition, feed, period, unit, load_id)
    select for_edition, feed, period, unit, load_id
    from ops.current_unit where edition = of_edition;
$$;
comment on function ops.take_snapshot(text, text) is
    'Lets builds of an edition work on the present ledger of another, or of the same. Needs a transaction that is repeatable read.';

-- For manual dbt runs, also by a member of transformer.
create function ops.take_snapshot_for_dev() returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    select ops.take_snapshot('marts', 'dev')
$$;
comment on function ops.take_snapshot_for_dev() is 'Lets dbt by hand work on the present ledger.';
revoke execute on function ops.take_snapshot(text, text), ops.take_snapshot_for_dev() from public;

alter table ops.build
    add column plan text,
    add column built_rules text,
    add column marts jsonb;
comment on column ops.build.plan is
    'Token of the build under way: dbt makes only touched months new where its session carries it.';
comment on column ops.build.rules is
    'Digest of the dbt project with its seeds and the settings that the last publication was built with.';
comment on column ops.build.built_rules is 'The same digest of the last build.';
comment on column ops.build.marts is
    'Definitions of the marts that the last build made: columns, key, readers (zengshou/warehouse/publication).';

create table ops.publication (
    publication_id bigint generated always as identity primary key,
    published_at timestamptz not null default clock_timestamp(),
    built_at timestamptz not null,
    snapshot text not null,
    rules text not null,
    touched_from date,
    last_received_at timestamptz
);
comment on table ops.publication is
    'One row for each time that schema marts was brought to a new state, in one transaction.';
comment on column ops.publication.snapshot is
    'Digest of the ledger''s snapshot, the rules and the settings that the build was made from.';
comment on column ops.publication.rules is 'Digest of the dbt project with its seeds and the settings.';
comment on column ops.publication.touched_from is
    'First month that the build made new; null: all months.';
comment on column ops.publication.last_received_at is 'Receipt time of the last file known to it.';

create table ops.publication_load (
    publication_id bigint not null references ops.publication on delete cascade,
    load_id bigint not null references ops.receipt on delete cascade,
    status_before text,
    status_after text,
    primary key (publication_id, load_id)
);
comment on table ops.publication_load is
    'Files whose state differs from the publication before: new, replaced, taken back or judged otherwise (then both states are equal).';

create table ops.publication_change (
    publication_id bigint not null references ops.publication on delete cascade,
    mart text not null,
    county_code text,
    month date,
    came bigint not null,
    went bigint not null,
    changed bigint not null,
    unique nulls not distinct (publication_id, mart, county_code, month)
);
comment on table ops.publication_change is
    'How many rows of a mart a publication added, removed and changed, by county (null: of no county) and month (null: the mart has no month; of a year: its last month).';

create table ops.published_load (
    load_id bigint primary key references ops.receipt on delete cascade,
    status text not null,
    reject_judgement_id bigint
);
comment on table ops.published_load is 'The state of each file in the last publication.';

create table ops.published_mart (
    mart text primary key,
    shape text not null,
    definition text not null
);
comment on table ops.published_mart is
    'What a table of schema marts was made with: digests of its shape, and of this with counties and Chinese names.';

do $$
begin
    if to_regrole('transformer') is not null then
        grant select on ops.built_unit, ops.publication, ops.publication_load,
            ops.publication_change, ops.published_load, ops.published_mart to transformer;
        grant execute on function ops.take_snapshot_for_dev() to transformer;
    end if;
end
$$;

-- Also invalidates a build in progress, because its input has changed.
create or replace function ops.build_anew() returns void
language sql as $$
    update ops.build set rules = null, built = null, published = null, plan = null
$$;

-- Drops tables of models that an older version created and that are no longer tables.
do $$
declare
    one text;
begin
    for one in
        select tablename from pg_tables
        where schemaname = 'intermediate'
            and (tablename like 'int\_indicator\_%' or tablename = 'int_county_jobs_month')
    loop
        execute format('drop table intermediate.%I', one);
    end loop;
end
$$;
