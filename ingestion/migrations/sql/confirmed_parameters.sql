-- Example parameters (seed rows with source `example`) that an office has confirmed for an
-- assessment year. A release is refused while one that decides it is not confirmed.

create table assessment.parameter_confirmation (
    confirmation_id bigint generated always as identity primary key,
    assessment_year integer not null,
    parameter text not null check (btrim(parameter) <> ''),
    value text not null check (btrim(value) <> ''),
    confirmed_by text not null check (btrim(confirmed_by) <> ''),
    document text not null check (btrim(document) <> ''),
    recorded_by text not null check (btrim(recorded_by) <> ''),
    recorded_at timestamptz not null default now()
);
comment on table assessment.parameter_confirmation is
    'Who confirmed which value of an example parameter for a year, and by which document; the latest row of a parameter and value counts.';
comment on column assessment.parameter_confirmation.parameter is
    'Name of the parameter as the office reads it: rule table and row.';
comment on column assessment.parameter_confirmation.value is
    'The value in words; a changed seed has another value, which nobody has confirmed.';

create trigger refuse_change before update or delete on assessment.parameter_confirmation
for each row execute function assessment.refuse_change();
create trigger refuse_truncate before truncate on assessment.parameter_confirmation
for each statement execute function assessment.refuse_change();
alter table assessment.parameter_confirmation enable always trigger refuse_change;
alter table assessment.parameter_confirmation enable always trigger refuse_truncate;

create table assessment.release_parameter (
    assessment_year integer not null,
    release_number integer not null,
    parameter text not null,
    value text not null,
    confirmed_by text not null,
    document text not null,
    primary key (assessment_year, release_number, parameter),
    foreign key (assessment_year, release_number) references assessment.release
);
comment on table assessment.release_parameter is
    'The example parameters that decide a release, each as the office confirmed it.';

create trigger refuse_change before update or delete on assessment.release_parameter
for each row execute function assessment.refuse_change();
create trigger refuse_addition before insert on assessment.release_parameter
for each row execute function assessment.refuse_addition();
select assessment.freeze_table('assessment.release_parameter');
revoke update, delete, truncate on assessment.parameter_confirmation from current_user;
grant select on assessment.release_parameter to assessment_reader;

alter table ops.audit drop constraint audit_action_check;
alter table ops.audit add constraint audit_action_check check (
    action in (
        'reveal', 'forget', 'rotate', 'expire', 'new-key', 'confirm-parameters', 'show-household'
    )
);
