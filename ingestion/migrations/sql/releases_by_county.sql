-- Released scores and indicators are partitioned by county, like the marts: the role of a county
-- queries its own partition (interface.md, "Roles").

alter table assessment.release_score rename to release_score_in_one;
alter table assessment.release_indicator rename to release_indicator_in_one;

create table assessment.release_score (
    like assessment.release_score_in_one including constraints including comments,
    primary key (assessment_year, release_number, county_code),
    foreign key (assessment_year, release_number) references assessment.release
) partition by list (county_code);
comment on table assessment.release_score is 'The rows of marts.county_score as approved; a county''s: county_<code>.release_score.';

create table assessment.release_indicator (
    like assessment.release_indicator_in_one including constraints including comments,
    primary key (assessment_year, release_number, county_code, indicator),
    foreign key (assessment_year, release_number) references assessment.release
) partition by list (county_code);
comment on table assessment.release_indicator is 'The rows of marts.county_indicator as approved; a county''s: county_<code>.release_indicator.';

-- Makes a table of releases append-only, also if a partition is addressed directly.
create function assessment.freeze_table(frozen regclass) returns void language plpgsql as $$
declare
    one text;
begin
    if not exists (select from pg_trigger where tgrelid = frozen and tgname = 'refuse_truncate') then
        execute format(
            'create trigger refuse_truncate before truncate on %s '
            'for each statement execute function assessment.refuse_change()', frozen
        );
    end if;
    foreach one in array array['refuse_change', 'refuse_truncate', 'refuse_addition'] loop
        execute format('alter table %s enable always trigger %I', frozen, one);
    end loop;
    execute format('revoke all on %s from public', frozen);
    execute format('revoke update, delete, truncate on %s from current_user', frozen);
end
$$;
comment on function assessment.freeze_table(regclass) is
'Lets a table of releases only ever be added to, by the transaction that makes a release';

create function assessment.make_county(code text) returns void language plpgsql as $$
declare
    one text;
    place constant text := 'county_' || code;
    reader constant text := 'county_reader_' || code;
begin
    execute format('create schema if not exists %I', place);
    foreach one in array array['release_score', 'release_indicator'] loop
        continue when to_regclass(format('%I.%I', place, one)) is not null;
        execute format(
            'create table %I.%I partition of assessment.%I for values in (%L)', place, one, one, code
        );
        perform assessment.freeze_table(format('%I.%I', place, one)::regclass);
        execute format('alter table %I.%I enable row level security', place, one);
    end loop;
    if to_regrole(reader) is not null then
        execute format('grant usage on schema %I to %I', place, reader);
        foreach one in array array['release_score', 'release_indicator'] loop
            continue when exists (
                select from pg_policy
                where polrelid = format('%I.%I', place, one)::regclass and polname = reader
            );
            execute format(
                'create policy %I on %I.%I for select to %I using (county_code = %L)',
                reader, place, one, reader, code
            );
            execute format('grant select on %I.%I to %I', place, one, reader);
        end loop;
    end if;
end
$$;
comment on function assessment.make_county(text) is
'Makes the tables with a county''s released rows, for its reader';

do $$
declare
    one text;
begin
    foreach one in array array['release_score', 'release_indicator'] loop
        execute format(
            'create trigger refuse_change before update or delete on assessment.%I '
            'for each row execute function assessment.refuse_change()', one
        );
        execute format(
            'create trigger refuse_addition before insert on assessment.%I '
            'for each row execute function assessment.refuse_addition()', one
        );
    end loop;
    perform assessment.make_county(county_code)
    from (select distinct county_code from assessment.release_score_in_one) as released;
end
$$;

-- Copies the rows of existing releases; the trigger that refuses additions is off during the copy.
alter table assessment.release_score disable trigger refuse_addition;
alter table assessment.release_indicator disable trigger refuse_addition;
insert into assessment.release_score select * from assessment.release_score_in_one;
insert into assessment.release_indicator select * from assessment.release_indicator_in_one;
drop table assessment.release_score_in_one, assessment.release_indicator_in_one;

select assessment.freeze_table('assessment.release_score');
select assessment.freeze_table('assessment.release_indicator');
select assessment.freeze_table(inhrelid::regclass) from pg_inherits
where inhparent in ('assessment.release_score'::regclass, 'assessment.release_indicator'::regclass);
grant select on assessment.release_score, assessment.release_indicator to assessment_reader;
revoke execute on all functions in schema assessment from public;

-- The policies of current marts contain the county, so this function is no longer used. Marts of an
-- older version still use it until the first publication replaces them; in that case the function
-- stays.
do $$
begin
    drop function access.readable_counties();
exception
    when dependent_objects_still_exist then null;
end
$$;
