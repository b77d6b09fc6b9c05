-- State for `zengshou status` and for the DAG triggers: pending work, last work done, failed tasks.

create table ops.judged (
    edition text primary key,
    judged_at timestamptz not null default clock_timestamp(),
    last_load_id bigint not null,
    last_reversal_id bigint not null,
    rules text not null
);
comment on table ops.judged is
    'What the last run of the gate over an edition knew: a later file, a later decision to take one back or other rules wait to be judged.';
comment on column ops.judged.last_load_id is 'Last file in the ledger then; 0: none.';
comment on column ops.judged.last_reversal_id is 'Last row of ops.reversal then; 0: none.';
comment on column ops.judged.rules is 'Digest of contracts, reference data, settings and the gate''s code.';

alter table ops.build add column began_at timestamptz;
comment on column ops.build.began_at is 'When the build under way, or the last one, began.';

alter table ops.publication add column began_at timestamptz;
comment on column ops.publication.began_at is
    'When the build that it brings to the readers began; the next one waits until the interval is over.';

create table ops.task_failure (
    failure_id bigint generated always as identity primary key,
    failed_at timestamptz not null default clock_timestamp(),
    dag_id text not null,
    task_id text not null,
    run_id text not null,
    error text not null,
    log text not null
);
comment on table ops.task_failure is
    'Tasks that failed for good. The error is its type only, as its text may quote a cell; the log has the text.';

create table ops.dispatch (
    month date primary key,
    dispatched_at timestamptz not null default clock_timestamp()
);
comment on table ops.dispatch is 'Months whose workbooks were written for counties and city.';

-- The loader writes down the new time of a known file that was touched.
grant update (size, modified_at) on ops.receipt to loader;
create policy loader_notes_times on ops.receipt for update to loader
using (true) with check (true);
