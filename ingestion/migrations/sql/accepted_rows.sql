-- Which received rows count is defined once. The views follow from the contracts, like the raw tables:
-- ingestion/accepted_rows.py.

drop schema if exists accepted cascade; -- left by the warehouse that an older backup replaces
create schema accepted;
comment on schema accepted is
    'Rows that count, by the judgement that they count at; staging, gate and sums read them';

grant usage on schema accepted to transformer;
alter default privileges in schema accepted grant select on tables to transformer;
