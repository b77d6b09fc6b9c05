-- Schema of the views that define which received rows count. ingestion/accepted_rows.py creates the
-- views from the contracts, like the raw tables.

drop schema if exists accepted cascade; -- may exist if an older backup is restored
create schema accepted;
comment on schema accepted is
    'Rows that count, by the judgement that they count at; staging, gate and sums read them';

grant usage on schema accepted to transformer;
alter default privileges in schema accepted grant select on tables to transformer;
