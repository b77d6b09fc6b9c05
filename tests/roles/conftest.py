"""People and programs that log in to a processed city, each a member of one of the roles."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from tests.processed_city import NewCopy

PASSWORD = "made_up"
LogIn = Callable[..., psycopg.Connection]


@pytest.fixture(scope="module")
def city(new_copy: NewCopy) -> Iterator[sa.Engine]:
    """A processed city of the module's own."""
    engine = new_copy()
    yield engine
    engine.dispose()


def login_of(engine: sa.Engine, *roles: str) -> sa.URL:
    """The URL of a login that is a member of the roles and of nothing else."""
    name = "login_" + "_".join(roles)
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with driver.cursor() as cursor:
            cursor.execute("select from pg_roles where rolname = %s", [name])
            if cursor.fetchone() is None:
                statement = sql.SQL("create role {} login password {} in role {}")
                groups = sql.SQL(", ").join(map(sql.Identifier, roles))
                cursor.execute(statement.format(sql.Identifier(name), PASSWORD, groups))
    return engine.url.set(username=name, password=PASSWORD)


@pytest.fixture(scope="module")
def log_in(city: sa.Engine) -> Iterator[LogIn]:
    """Opens a session of a member of the named roles; each statement is a transaction."""
    opened: list[psycopg.Connection] = []

    def open_session(*roles: str) -> psycopg.Connection:
        url = login_of(city, *roles).set(drivername="postgresql")
        opened.append(psycopg.connect(url.render_as_string(hide_password=False), autocommit=True))
        return opened[-1]

    yield open_session
    for session in opened:
        session.close()


def refusals(session: psycopg.Connection, *statements: str) -> list[str]:
    """Those of the statements that the session may not run."""
    refused = []
    for statement in statements:
        try:
            session.execute(statement.encode())
        except psycopg.errors.InsufficientPrivilege:
            refused.append(statement)
    return refused
