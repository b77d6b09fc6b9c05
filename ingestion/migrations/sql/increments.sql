-- For each edition: which rows the current build rebuilds, and the inputs of the last build.

alter table ops.build
    add column rules text,
    add column touched_from date;
comment on column ops.build.rules is
    'Digest of the dbt project with its seeds and the settings that the last build was made with.';
comment on column ops.build.touched_from is
    'Month from which the last build made its tables new; null: all of them.';

create table ops.built_load (
    edition text not null,
    load_id bigint not null references ops.receipt on delete cascade,
    status text not null,
    reject_judgement_id bigint,
    primary key (edition, load_id)
);
comment on table ops.built_load is 'The state of each file that the last build of the edition began with.';

create table ops.changed_load (
    edition text not null,
    load_id bigint not null references ops.receipt on delete cascade,
    primary key (edition, load_id)
);
comment on table ops.changed_load is
    'Files that came, left or were judged otherwise between the last two builds of the edition.';

-- Call this after changing rows of raw in place, because existing tables contain the old values.
create function ops.build_anew() returns void
language sql as $$
    update ops.build set rules = null, built = null, published = null
$$;
comment on function ops.build_anew() is 'The next build of every edition makes all its tables new.';
