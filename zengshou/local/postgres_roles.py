"""Roles of the embedded server: its superuser, and the owner of the warehouse, who is none.

initdb's own role, the bootstrap superuser, makes the owner and the databases and does nothing else.
A cluster whose owner is the bootstrap superuser is changed once, without loss.
"""

from contextlib import suppress

import psycopg
from psycopg import sql

from zengshou.local.postgres_location import Place

HOST = "127.0.0.1"
BOOTSTRAP, OWNER = "zengshou_bootstrap", "zengshou"
#: Renames the bootstrap superuser, as nobody can rename the role of their own session.
UPGRADER = "zengshou_upgrade"
WAREHOUSE = "zengshou"
DATABASES = (WAREHOUSE, "airflow")
NEW_OWNER = sql.SQL("create role {} login createdb createrole password {}")
NEW_PASSWORD = sql.SQL("alter role {} password {}")
IS_SUPERUSER = "select rolsuper from pg_catalog.pg_roles where rolname = current_user"
IS_READY = """
select not rolsuper and (
    select count(*) from pg_catalog.pg_database
    where datname = any(%s) and datdba = pg_roles.oid
) = %s
from pg_catalog.pg_roles where rolname = current_user
"""
#: Roles of the warehouse that an owner before made, to be granted on by the present one.
GROUPS = """
select rolname from pg_catalog.pg_roles
where rolname in ('assessment_reader', 'bi_reader', 'county_reader', 'loader', 'transformer')
    or rolname ~ '^county_reader_[0-9]{6}$'
"""
OF_BOOTSTRAP = """
select datname from pg_catalog.pg_database
where pg_get_userbyid(datdba) = %s and not datistemplate and datname <> 'postgres'
"""
HAND_OVER = """
do $$
declare
    statement text;
begin
    for statement in
        select format('alter schema %I owner to zengshou', nspname)
        from pg_catalog.pg_namespace
        where pg_get_userbyid(nspowner) = 'zengshou_bootstrap'
            and nspname !~ '^pg_' and nspname <> 'information_schema'
        union all
        select format(
            'alter %s %s owner to zengshou',
            case relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end,
            relation.oid::regclass
        )
        from pg_catalog.pg_class as relation
        inner join pg_catalog.pg_namespace as place on relation.relnamespace = place.oid
        where pg_get_userbyid(relowner) = 'zengshou_bootstrap' and relkind in ('r', 'p', 'v', 'S')
            and nspname !~ '^pg_' and nspname <> 'information_schema'
            and not exists (
                select from pg_catalog.pg_depend
                where objid = relation.oid and relkind = 'S' and deptype in ('a', 'i')
            )
        union all
        select format('alter routine %s owner to zengshou', routine.oid::regprocedure)
        from pg_catalog.pg_proc as routine
        inner join pg_catalog.pg_namespace as place on routine.pronamespace = place.oid
        where pg_get_userbyid(proowner) = 'zengshou_bootstrap'
            and nspname !~ '^pg_' and nspname <> 'information_schema'
    loop
        execute statement;
    end loop;
end
$$
"""


class WrongPassword(Exception):
    """The server refuses the password of a role, or there is no such role."""


def connect(
    place: Place, user: str, password: str, database: str = "postgres"
) -> psycopg.Connection:
    """A session on the server in which unqualified names mean PostgreSQL's own objects.

    Raises WrongPassword, and psycopg.OperationalError while the server starts or stops.
    """
    try:
        return psycopg.connect(
            host=HOST, port=place.port, user=user, password=password, dbname=database,
            connect_timeout=5, autocommit=True, options="-c search_path=pg_catalog",
        )  # fmt: skip
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise WrongPassword(user) from None
        raise


def is_ready(connection: psycopg.Connection) -> bool:
    """Whether the session's user is no superuser and owns the databases."""
    row = connection.execute(IS_READY, [list(DATABASES), len(DATABASES)]).fetchone()
    return bool(row and row[0])


def make_ready(place: Place, owner_password: str, bootstrap_password: str) -> None:
    """Create the owner and the databases; stopped at any point, it may be called again.

    An owner that is there gets the password of the secrets folder.

    Raises WrongPassword, and psycopg.OperationalError while the server starts.
    """
    try:
        bootstrap = connect(place, BOOTSTRAP, bootstrap_password)
    except WrongPassword:
        _rename_bootstrap(place, owner_password, bootstrap_password)
        bootstrap = connect(place, BOOTSTRAP, bootstrap_password)
    with bootstrap:
        _make_owner(bootstrap, owner_password)
        for (group,) in bootstrap.execute(GROUPS).fetchall():
            grant = sql.SQL("grant {} to {} with admin option")
            bootstrap.execute(grant.format(sql.Identifier(group), sql.Identifier(OWNER)))
        for (name,) in bootstrap.execute(OF_BOOTSTRAP, [BOOTSTRAP]).fetchall():
            with connect(place, BOOTSTRAP, bootstrap_password, name) as inside:
                inside.execute(HAND_OVER)
            change = sql.SQL("alter database {} owner to {}")
            bootstrap.execute(change.format(sql.Identifier(name), sql.Identifier(OWNER)))
        for name in DATABASES:
            make_database(bootstrap, name, OWNER)


def make_database(connection: psycopg.Connection, name: str, owner: str | None = None) -> None:
    """Create a database if there is none of this name; by default it belongs to the session."""
    known = connection.execute("select from pg_database where datname = %s", [name])
    if known.fetchone() is None:
        owned = sql.SQL(" owner {}").format(sql.Identifier(owner)) if owner else sql.SQL("")
        create = sql.SQL("create database {}{}").format(sql.Identifier(name), owned)
        # Suppressed: another process was faster.
        with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            connection.execute(create)


def _make_owner(connection: psycopg.Connection, password: str) -> None:
    known = connection.execute("select from pg_roles where rolname = %s", [OWNER])
    statement = NEW_OWNER if known.fetchone() is None else NEW_PASSWORD
    connection.execute(statement.format(sql.Identifier(OWNER), sql.Literal(password)))
    connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(UPGRADER)))


def _rename_bootstrap(place: Place, owner_password: str, bootstrap_password: str) -> None:
    """Give the bootstrap superuser of an older cluster its own name and password."""
    upgrader, owner = sql.Identifier(UPGRADER), sql.Identifier(OWNER)
    with connect(place, OWNER, owner_password) as before:
        row = before.execute(IS_SUPERUSER).fetchone()
        if not (row and row[0]):
            raise WrongPassword(BOOTSTRAP)
        before.execute(sql.SQL("drop role if exists {}").format(upgrader))
        create = sql.SQL("create role {} superuser login password {}")
        before.execute(create.format(upgrader, sql.Literal(bootstrap_password)))
    with connect(place, UPGRADER, bootstrap_password) as other, other.transaction():
        new = sql.Identifier(BOOTSTRAP)
        other.execute(sql.SQL("alter role {} rename to {}").format(owner, new))
        change = sql.SQL("alter role {} password {}")
        other.execute(change.format(new, sql.Literal(bootstrap_password)))
        other.execute(NEW_OWNER.format(owner, sql.Literal(owner_password)))
