"""What a database administrator runs once, so that an owner who may make no roles can work.

Source: interface.md, "Roles"; the migrations ask for the same (`access.missing_roles`).
"""

from collections.abc import Iterable

import sqlalchemy as sa

GROUPS = ("assessment_reader", "bi_reader", "county_reader", "loader", "transformer")
#: The owner works as these.
WORKED_AS = ("loader", "transformer")
AIRFLOW = "airflow"
MAKE = """
do $$
declare
    name text;
begin
    foreach name in array array[{groups}] loop
        if not exists (select from pg_catalog.pg_roles where rolname = name) then
            execute format('create role %I nologin', name);
        end if;
    end loop;
    if not exists (select from pg_catalog.pg_roles where rolname = {owner_text}) then
        create role {owner} login;
    end if;
end
$$;
grant county_reader to {readers};
grant {worked_as} to {owner};
"""
#: `\\gexec` is of psql: no block can hold `create database`.
MAKE_DATABASE = """
select 'create database {name} owner {owner} encoding ''UTF8'' template template0'
where not exists (select from pg_catalog.pg_database where datname = {name_text}) \\gexec
"""
OWNED = "alter database {name} owner to {owner};"


def administrator_sql(url: sa.URL, county_codes: Iterable[str]) -> str:
    """Statements for psql: roles, memberships, databases of this URL's user; they may be repeated.

    They set no password.
    """
    readers = [f"county_reader_{code}" for code in sorted(county_codes)]
    owner = url.username or ""
    lines = [
        f"-- For psql, as a superuser, on the server {url.host}:{url.port or 5432}; once.",
        f"-- Then give the owner a password: \\password {owner}",
        MAKE.format(
            groups=", ".join(_text(name) for name in (*GROUPS, *readers)),
            owner=_name(owner),
            owner_text=_text(owner),
            readers=", ".join(readers),
            worked_as=", ".join(WORKED_AS),
        ).strip(),
        *(
            MAKE_DATABASE.format(
                name=_name(name), name_text=_text(name), owner=_name(owner)
            ).strip()
            for name in (url.database or "", AIRFLOW)
        ),
        OWNED.format(name=_name(url.database or ""), owner=_name(owner)),
    ]
    return "\n".join(lines)


def _name(text: str) -> str:
    quoted = text.replace('"', '""')
    return f'"{quoted}"'


def _text(text: str) -> str:
    quoted = text.replace("'", "''")
    return f"'{quoted}'"
