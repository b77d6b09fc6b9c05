-- Cleans up after the gate: drops its scratch tables after each run, and judgements no longer
-- needed.

create function ops.clear_scratch() returns void language plpgsql as $$
declare
    found text;
begin
    select string_agg(format('gate.%I', tablename), ', ') into found
    from pg_catalog.pg_tables where schemaname = 'gate';
    if found is not null then
        execute 'drop table ' || found;
    end if;
end
$$;
comment on function ops.clear_scratch() is 'Drops the scratch tables of the gate; the next check makes them anew.';

-- A judgement is deleted only if no edition references it; these indexes make that check fast.
create index on ops.load_state (file_judgement_id) where file_judgement_id is not null;
create index on ops.load_state (reject_judgement_id) where reject_judgement_id is not null;
create index on ops.load_state (warn_judgement_id) where warn_judgement_id is not null;
comment on table ops.judgement is
    'One gate''s decision on one file in one context (rules, roster in force, other months). Kept while an edition needs it or its rules are in force.';
