-- Releases of the county assessment (rules.md, County assessment): the approved scores of a year
-- with all their inputs. A release is written once and never changed; a correction makes the next
-- release.

create schema assessment;
create table assessment.release (
    assessment_year integer not null,
    release_number integer not null check (release_number >= 1),
    as_of_month date not null,
    known_at timestamptz not null,
    created_at timestamptz not null default now(),
    approved_by text not null check (btrim(approved_by) <> ''),
    reason text,
    request text unique,
    income_year_start_month integer not null,
    rules_digest text not null,
    content_checksum text not null,
    checksum text not null,
    primary key (assessment_year, release_number),
    check (release_number = 1 or btrim(reason) <> '')
);
comment on table assessment.release is 'One approved, frozen state of a year''s county assessment.';
comment on column assessment.release.known_at is 'Receipt of the last file known: `zengshou rebuild --known-at` gives the same figures.';
comment on column assessment.release.reason is 'Why this release follows the one before; the first may do without.';
comment on column assessment.release.request is 'Airflow run that asked for it, so that a repeated task freezes once.';
comment on column assessment.release.rules_digest is 'SHA-256 of the dbt project with its seeds, as built.';
comment on column assessment.release.content_checksum is 'SHA-256 of scores, indicators, inputs and seed rows: equal where nothing differs.';
comment on column assessment.release.checksum is 'SHA-256 of the content and of what this row says about it.';

create table assessment.release_score (
    assessment_year integer not null,
    release_number integer not null,
    as_of_month date not null,
    county_code text not null,
    county_name text not null,
    per_capita numeric,
    prior_per_capita numeric,
    growth numeric,
    target_growth numeric not null,
    target_met boolean,
    points numeric not null,
    max_points numeric not null,
    score numeric not null,
    grade text not null,
    treatment text,
    rank integer not null,
    coverage numeric not null,
    status text not null check (status = 'final'),
    primary key (assessment_year, release_number, county_code),
    foreign key (assessment_year, release_number) references assessment.release
);
comment on table assessment.release_score is 'The rows of marts.county_score as approved.';

create table assessment.release_indicator (
    assessment_year integer not null,
    release_number integer not null,
    as_of_month date not null,
    county_code text not null,
    indicator text not null,
    numerator numeric,
    denominator numeric,
    value numeric,
    points numeric,
    max_points numeric not null,
    applicable boolean not null,
    primary key (assessment_year, release_number, county_code, indicator),
    foreign key (assessment_year, release_number) references assessment.release
);
comment on table assessment.release_indicator is 'The rows of marts.county_indicator as approved.';

create table assessment.release_input (
    assessment_year integer not null,
    release_number integer not null,
    load_id bigint not null,
    feed text not null,
    period text not null,
    file_name text not null,
    sha256 text not null,
    received_at timestamptz not null,
    status text not null,
    primary key (assessment_year, release_number, load_id),
    foreign key (assessment_year, release_number) references assessment.release
);
comment on table assessment.release_input is 'Files in force, and superseded ones (timeliness looks at the first version).';

create table assessment.release_seed (
    assessment_year integer not null,
    release_number integer not null,
    seed text not null,
    row_number integer not null,
    content jsonb not null,
    primary key (assessment_year, release_number, seed, row_number),
    foreign key (assessment_year, release_number) references assessment.release
);
comment on table assessment.release_seed is 'The rules in force: every row of every policy seed.';

create table assessment.release_print (
    assessment_year integer not null,
    release_number integer not null,
    form text not null check (form in ('csv', 'json', 'xlsx')),
    sha256 text not null,
    content bytea not null,
    primary key (assessment_year, release_number, form),
    foreign key (assessment_year, release_number) references assessment.release
);
comment on table assessment.release_print is 'What `zengshou scores --release` prints, byte for byte.';

create function assessment.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'assessment.% is frozen: % refused; make the next release', tg_table_name, tg_op
        using errcode = 'insufficient_privilege';
end
$$;

-- Only the transaction that creates a release may add its rows (created_at = its start time).
create function assessment.refuse_addition() returns trigger language plpgsql as $$
begin
    if not exists (
        select from assessment.release
        where assessment_year = new.assessment_year
            and release_number = new.release_number
            and created_at = transaction_timestamp()
    ) then
        raise exception 'assessment.% is frozen: no row is added to a release', tg_table_name
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create function assessment.number_release() returns trigger language plpgsql as $$
begin
    if new.created_at <> transaction_timestamp() then
        raise exception 'a release is created now'
            using errcode = 'insufficient_privilege';
    end if;
    if new.release_number <> 1 + (
        select count(*) from assessment.release where assessment_year = new.assessment_year
    ) then
        raise exception 'releases of a year are numbered without a gap'
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger number_release before insert on assessment.release
for each row execute function assessment.number_release();

do $$
declare
    one text;
begin
    foreach one in array array[
        'release', 'release_score', 'release_indicator', 'release_input', 'release_seed',
        'release_print'
    ] loop
        execute format(
            'create trigger refuse_change before update or delete on assessment.%I '
            'for each row execute function assessment.refuse_change()', one
        );
        execute format(
            'create trigger refuse_truncate before truncate on assessment.%I '
            'for each statement execute function assessment.refuse_change()', one
        );
        execute format('alter table assessment.%I enable always trigger refuse_change', one);
        execute format('alter table assessment.%I enable always trigger refuse_truncate', one);
        if one <> 'release' then
            execute format(
                'create trigger refuse_addition before insert on assessment.%I '
                'for each row execute function assessment.refuse_addition()', one
            );
            execute format('alter table assessment.%I enable always trigger refuse_addition', one);
        end if;
    end loop;
end
$$;
alter table assessment.release enable always trigger number_release;
revoke all on all tables in schema assessment from public;
revoke update, delete, truncate on all tables in schema assessment from current_user;
