-- Nobody but the owner creates schemas, and the pipeline works as loader and transformer, so that
-- an object that somebody planted is not called with the owner's rights.

revoke create on schema public from public;
do $$
begin
    execute format('revoke create on database %I from transformer', current_database());
end
$$;

-- Whether the user of this query may work as a role. Before PostgreSQL 16 every member may.
create function access.may_work_as(wanted name) returns boolean
language sql stable as $$
select case
    when current_setting('server_version_num')::integer < 160000
        then pg_has_role(current_user, wanted, 'member')
    else pg_has_role(current_user, wanted, 'set')
end
$$;
comment on function access.may_work_as(name) is 'Whether the user of this query may set this role';

create or replace function access.missing_roles(county_codes text[] default '{}')
returns setof text
language sql stable as $$
with wanted as (
    select role from unnest(array[
        'assessment_reader', 'bi_reader', 'county_reader', 'loader', 'transformer'
    ]) as role
    union all
    select distinct 'county_reader_' || code from unnest(county_codes) as code
),
statements as (
    select 1 as step, role, format('create role %I nologin', role) as statement
    from wanted
    where role not in (select rolname::text from pg_catalog.pg_roles)
    union all
    select 2 as step, role, format('grant county_reader to %I', role) as statement
    from wanted
    where role like 'county\_reader\__%' and not exists (
        select from pg_catalog.pg_auth_members
        where roleid = to_regrole('county_reader')
            and member = to_regrole(quote_ident(wanted.role))
    )
    union all
    select 3 as step, role, format('grant %I to %I', role, current_user) as statement
    from wanted
    where role in ('loader', 'transformer') and case
        when to_regrole(role) is null then true
        else not access.may_work_as(role::name)
    end
)
select statement from statements order by step, role
$$;
revoke execute on function access.may_work_as(name) from public;

-- The owner creates the schemas in which dbt builds; the transformer owns them and what is in them.
create function access.make_build_schemas(names text[]) returns void
language plpgsql as $$
declare
    place text;
    kind text;
    relation regclass;
begin
    foreach place in array names loop
        if to_regnamespace(quote_ident(place)) is null then
            execute format('create schema %I authorization transformer', place);
        elsif (
            select pg_get_userbyid(nspowner) from pg_catalog.pg_namespace where nspname = place
        ) <> 'transformer' then
            execute format('alter schema %I owner to transformer', place);
        end if;
        for relation, kind in
            select oid::regclass, case relkind when 'v' then 'view' else 'table' end
            from pg_catalog.pg_class
            where relnamespace = to_regnamespace(quote_ident(place))
                and relkind in ('r', 'p', 'v') and pg_get_userbyid(relowner) <> 'transformer'
        loop
            execute format('alter %s %s owner to transformer', kind, relation);
        end loop;
    end loop;
end
$$;
comment on function access.make_build_schemas(text[]) is
'Creates the schemas in which dbt builds, or hands existing ones over to the transformer';
revoke execute on function access.make_build_schemas(text[]) from public;

select access.make_roles();

-- Default privileges hold for the objects of the role that states them, so the owner states them
-- again after a change of owner (zengshou/local/postgres_roles.py).
alter default privileges in schema raw grant select, insert on tables to loader;
alter default privileges in schema raw grant select on tables to transformer;
alter default privileges in schema ops grant select on tables to transformer;
alter default privileges in schema reference grant select on tables to transformer;
alter default privileges in schema accepted grant select on tables to transformer;
