"""Roles belong to the whole server: made once, by whoever may, beside those of other databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from ingestion.contract import load_contracts
from ingestion.database import MissingRights, engine_for, make_county_readers, migrate
from zengshou.local import postgres
from zengshou.warehouse.administrator_sql import administrator_sql

COUNTY, NEW_COUNTIES = "999901", ["999902", "999903", "999904"]
REGISTER = """
create schema if not exists reference;
create table reference.division_register as
select '999901'::text as division_code, 'county'::text as level
"""


def administrator(url: str, database: str = "postgres") -> psycopg.Connection:
    plain = sa.make_url(url).set(drivername="postgresql", database=database)
    return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)


@pytest.fixture(scope="module")
def first_database(database_url: str) -> None:
    """A warehouse of the server's administrator: with it the server has the roles."""
    engine = engine_for(postgres.ensure_database(database_url, "first_of_the_server"))
    migrate(engine, load_contracts())
    engine.dispose()


@pytest.fixture(scope="module")
def modest_owner(database_url: str) -> Iterator[sa.Engine]:
    """The owner of a database who may make no role, as on many a bureau's server."""
    with administrator(database_url) as connection:
        connection.execute("create role modest_owner login password 'made_up'")
        connection.execute("grant modest_owner to current_user")
        connection.execute("create database modest owner modest_owner")
    url = sa.make_url(database_url).set(
        username="modest_owner", password="made_up", database="modest"
    )
    engine = engine_for(url.render_as_string(hide_password=False))
    yield engine
    engine.dispose()


@pytest.fixture
def own_roles(database_url: str) -> Iterator[None]:
    """Roles that a test makes are gone afterwards, with all that was granted to them."""
    yield
    for code in [COUNTY, *NEW_COUNTIES]:
        role = sql.Identifier(f"county_reader_{code}")
        for database in _databases(database_url):
            with administrator(database_url, database) as connection:
                known = connection.execute("select to_regrole(%s)", [f"county_reader_{code}"])
                if known.fetchone() != (None,):
                    connection.execute(sql.SQL("grant {} to current_user").format(role))
                    connection.execute(sql.SQL("drop owned by {}").format(role))
        with administrator(database_url) as connection:
            connection.execute(sql.SQL("drop role if exists {}").format(role))


def _databases(url: str) -> list[str]:
    """Those in which the tests here work."""
    with administrator(url) as connection:
        found = connection.execute("select datname from pg_database where datname = 'modest'")
        return [name for (name,) in found]


def memberships(url: str, code: str) -> list[str]:
    with administrator(url) as connection:
        found = connection.execute(
            "select roleid::regrole::text from pg_auth_members where member = to_regrole(%s)",
            [f"county_reader_{code}"],
        )
        return [role for (role,) in found]


@pytest.mark.usefixtures("own_roles", "first_database")
def test_without_the_right_to_make_roles_an_administrator_is_told_what_to_run(
    modest_owner: sa.Engine, database_url: str
) -> None:
    memberships_of_owner = "grant loader to modest_owner; grant transformer to modest_owner"
    with pytest.raises(MissingRights, match=f"has to run: {memberships_of_owner}; then try again"):
        migrate(modest_owner, load_contracts())  # the server already has the first roles
    with administrator(database_url) as connection:
        connection.execute(memberships_of_owner.encode())
    migrate(modest_owner, load_contracts())
    with modest_owner.begin() as connection:
        connection.execute(sa.text(REGISTER))
    with pytest.raises(MissingRights) as told:
        make_county_readers(modest_owner)
    statements = (
        f"create role county_reader_{COUNTY} nologin; grant county_reader to county_reader_{COUNTY}"
    )
    assert f"has to run: {statements}; then try again" in str(told.value)
    assert "modest_owner" in str(told.value)
    with administrator(database_url) as connection:
        connection.execute(statements.encode())
    make_county_readers(modest_owner)
    assert memberships(database_url, COUNTY) == ["county_reader"]


@pytest.mark.usefixtures("own_roles", "first_database")
def test_two_databases_may_make_the_same_roles_at_once(database_url: str) -> None:
    engines = [
        engine_for(postgres.ensure_database(database_url, name))
        for name in ("neighbour_1", "neighbour_2")
    ]
    for engine in engines:  # Alembic keeps one migration per process
        migrate(engine, load_contracts())

    def make(engine: sa.Engine) -> None:
        with engine.begin() as connection:
            codes = {"codes": NEW_COUNTIES}
            connection.execute(sa.text("select access.make_roles(:codes)"), codes)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, engines * 2))
    assert [memberships(database_url, code) for code in NEW_COUNTIES] == [["county_reader"]] * 3
    for engine in engines:
        engine.dispose()


@pytest.mark.usefixtures("own_roles", "first_database")
def test_a_role_that_can_log_in_is_not_taken_for_a_group(
    modest_owner: sa.Engine, database_url: str
) -> None:
    """It would get a county's rows without anybody having meant it to."""
    with administrator(database_url) as connection:
        connection.execute(f"create role county_reader_{COUNTY} login".encode())
    with pytest.raises(MissingRights, match=f"county_reader_{COUNTY} of this server can log in"):
        make_county_readers(modest_owner)


@pytest.mark.usefixtures("own_roles", "first_database")
def test_what_is_printed_for_an_administrator_leaves_nothing_to_ask_for(
    modest_owner: sa.Engine, database_url: str
) -> None:
    """The whole of it, databases included, is run in .ci/oldest_postgres."""
    roles, _ = administrator_sql(modest_owner.url, NEW_COUNTIES).split("select 'create database", 1)
    with administrator(database_url) as connection:
        for _ in range(2):
            connection.execute(roles.encode())
    migrate(modest_owner, load_contracts())
    with modest_owner.connect() as connection:
        asked = "select access.missing_roles(:codes)"
        assert connection.execute(sa.text(asked), {"codes": NEW_COUNTIES}).all() == []
