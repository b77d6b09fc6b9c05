-- Read and write permissions (interface.md, "Roles"). Roles belong to the whole server, so another
-- database may have created them already. All of them are group roles without login. Publication
-- grants the readers their tables in `marts` (zengshou/warehouse/publication).

create schema if not exists access;
comment on schema access is 'Roles and the rows that readers of counties may see (interface.md, "Roles")';

-- The statements to run, in this order, to complete the roles. Roles come first and memberships
-- last, so that two databases that create roles at the same time cannot deadlock.
create function access.missing_roles(county_codes text[] default '{}') returns setof text
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
)
select statement from statements order by step, role
$$;
comment on function access.missing_roles(text[]) is
'Statements that make the roles which do not exist yet, with a reader for each county';

create function access.make_roles(county_codes text[] default '{}') returns void
language plpgsql as $$
declare
    missing constant text[] := array(select access.missing_roles(county_codes));
    stranger text;
    statement text;
begin
    select rolname into stranger from pg_catalog.pg_roles
    where (rolcanlogin or rolsuper or rolbypassrls) and (
        rolname in ('assessment_reader', 'bi_reader', 'county_reader', 'loader', 'transformer')
        or rolname ~ '^county_reader_[0-9]{6}$'
    );
    if found then
        raise exception 'the role % of this server can log in or passes by row security: it is no '
            'group and would get rights that are not its own; rename it, or run: '
            'alter role % nologin nosuperuser nobypassrls', stranger, quote_ident(stranger)
            using errcode = 'invalid_role_specification';
    end if;
    foreach statement in array missing loop
        begin
            execute statement;
        exception
            when duplicate_object or unique_violation then null; -- another database did it first
            when insufficient_privilege then
                raise exception 'the database user % may not make roles; a database administrator '
                    'has to run: %; then try again',
                    current_user, array_to_string(missing, '; ')
                    using errcode = 'insufficient_privilege';
        end;
    end loop;
end
$$;
comment on function access.make_roles(text[]) is
'Makes the roles that are missing; says what an administrator must run if it may not';

-- Policies call this once per query. A login counts if it is a member of a county's reader,
-- directly or through another group; a member of several readers sees all of their counties.
create function access.readable_counties() returns text[]
language sql stable
return array(
    select substr(rolname::text, length('county_reader_') + 1)
    from pg_catalog.pg_roles
    where rolname ~ '^county_reader_[0-9]{6}$' and pg_catalog.pg_has_role(oid, 'usage')
);
comment on function access.readable_counties() is
'Codes of the counties whose rows the user of this query may read';

select access.make_roles();
revoke execute on all functions in schema access from public;
grant execute on function access.readable_counties() to county_reader, transformer;

-- loader: adds received data, but can neither change it nor read its secret values. It may delete
-- the ledger row of a held file only, which has no data rows. In the vault it sees the tokens, to
-- skip known ones, but never a clear value.
grant usage on schema raw, ops, vault to loader;
grant select, insert on all tables in schema raw to loader;
alter default privileges in schema raw grant select, insert on tables to loader;
grant select, insert, delete on ops.receipt to loader;
grant insert, select (token) on vault.secret to loader;
alter table ops.receipt enable row level security;
create policy loader_reads on ops.receipt for select to loader using (true);
create policy loader_adds on ops.receipt for insert to loader with check (true);
create policy loader_drops_held on ops.receipt for delete to loader using (not matches_manifest);

-- transformer: reads received data and judgements, and builds in its own schemas.
create schema if not exists reference;
grant usage on schema raw, ops, cell, reference, access to transformer;
grant select on all tables in schema raw, ops, reference to transformer;
alter default privileges in schema raw grant select on tables to transformer;
alter default privileges in schema ops grant select on tables to transformer;
alter default privileges in schema reference grant select on tables to transformer;
create policy transformer_reads on ops.receipt for select to transformer using (true);
do $$
begin
    execute format('grant create on database %I to transformer', current_database());
end
$$;

-- assessment_reader: reads releases, except the parts that name households: the workbook with its
-- list of focus households, and the rules waived for single households.
grant usage on schema assessment to assessment_reader;
grant select on all tables in schema assessment to assessment_reader;
alter table assessment.release_print enable row level security;
create policy assessment_reader on assessment.release_print for select to assessment_reader
using (form in ('csv', 'json'));
alter table assessment.release_seed enable row level security;
create policy assessment_reader on assessment.release_seed for select to assessment_reader
using (seed <> 'waivers');
