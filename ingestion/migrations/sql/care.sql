-- Manual actions on received data: revert a bad file, read or delete personal data, change keys,
-- remove landed files. Each action adds a row that can never be changed.

create function ops.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'ops.% is only ever added to: % refused', tg_table_name, tg_op
        using errcode = 'insufficient_privilege';
end
$$;

create table ops.reversal (
    reversal_id bigint generated always as identity primary key,
    load_id bigint not null references ops.receipt,
    action text not null check (action in ('revert', 'restore')),
    at timestamptz not null default clock_timestamp(),
    person text not null check (btrim(person) <> ''),
    reason text not null check (btrim(reason) <> '')
);
comment on table ops.reversal is 'Files taken back, and put back: the last row of a file''s bytes holds from its instant on.';
create index on ops.reversal (load_id);

create table ops.audit (
    audit_id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    person text not null check (btrim(person) <> ''),
    database_user text not null default session_user,
    action text not null check (action in ('reveal', 'forget', 'rotate', 'expire')),
    subject text not null,
    reason text not null check (btrim(reason) <> '')
);
comment on table ops.audit is 'Who read or deleted personal data, changed keys or removed landed files, when and why.';
comment on column ops.audit.subject is 'Token, household number, keys or file concerned; never a clear value.';

create table ops.key (
    purpose text primary key check (purpose in ('token', 'vault', 'forget')),
    fingerprint text not null,
    since timestamptz not null default now()
);
comment on table ops.key is 'Which keys the warehouse was loaded with: digests that tell nothing of the keys.';

create table ops.forgotten (
    digest text primary key,
    kind text not null check (kind in ('citizen_id', 'household_id'))
);
comment on table ops.forgotten is 'Keyed digests of IDs and household numbers whose clear values are not to be kept again.';

create table ops.forgotten_token (
    token text primary key
);
comment on table ops.forgotten_token is 'Tokens in raw whose clear value was deleted, or never kept, on request.';

do $$
declare
    one text;
begin
    foreach one in array array['reversal', 'audit'] loop
        execute format(
            'create trigger refuse_change before update or delete on ops.%I '
            'for each row execute function ops.refuse_change()', one
        );
        execute format(
            'create trigger refuse_truncate before truncate on ops.%I '
            'for each statement execute function ops.refuse_change()', one
        );
        execute format('alter table ops.%I enable always trigger refuse_change', one);
        execute format('alter table ops.%I enable always trigger refuse_truncate', one);
    end loop;
end
$$;

alter table ops.load_state drop constraint load_state_status_check;
alter table ops.load_state add constraint load_state_status_check check (
    status in ('accepted', 'rejected', 'held', 'duplicate', 'superseded', 'reverted')
);

do $$
begin
    if to_regrole('loader') is not null then
        grant select, insert on ops.key, ops.forgotten_token to loader;
        grant select on ops.forgotten, ops.reversal to loader;
    end if;
end
$$;
