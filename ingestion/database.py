"""Connections and migrations of the warehouse.

The tables of `raw` and the views of `accepted` are generated from the contracts. Scripts define the
functions of `cell`. Alembic creates everything else in `ops`, `raw` and `vault`. dbt creates the
marts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from ingestion.accepted_rows import sync_accepted_rows
from ingestion.cell_functions import sync_cell_functions
from ingestion.contract import Contract
from ingestion.errors import ZengshouError
from ingestion.raw_tables import raw_metadata

MIGRATIONS = Path(__file__).parent / "migrations"
#: Where Alembic keeps the version (migrations/env.py).
VERSION_TABLE = {"version_table": "migration", "version_table_schema": "ops"}
#: Unqualified names mean PostgreSQL's own objects only. With the usual search path, a function that
#: somebody created in `public` or in a schema of the owner's name could run as the owner.
TRUSTED_NAMES = "-c search_path=pg_catalog"
#: Settings of Citus, which a server without it keeps and does not use: reference tables and tables
#: spread over the workers are read in one transaction, and a few joins need other rows of a worker.
ON_A_CLUSTER = (
    "-c citus.enable_local_execution=off -c citus.multi_shard_modify_mode=sequential"
    " -c citus.enable_repartition_joins=on"
)
#: What every session begins with; Asia/Shanghai: feeds.md, Landing zone.
SESSION = f"-c timezone=Asia/Shanghai {TRUSTED_NAMES} {ON_A_CLUSTER}"
ALONE = "select pg_advisory_xact_lock(hashtext('zengshou migrate'))"
COUNTY_ROLES = """
select access.make_roles(array(
    select division_code from reference.division_register where level = 'county'
))
"""
COUNTY_TABLES = """
select assessment.make_county(division_code) from reference.division_register
where level = 'county'
"""


class MissingRights(ZengshouError):
    """The database user lacks a right; the message says which user must run which command."""


@lru_cache
def engine_for(url: str) -> sa.Engine:
    """The engine of this process for this URL."""
    return new_engine(url)


def engine_of_role(url: str, role: str) -> sa.Engine:
    """An engine whose sessions work as a role of the warehouse; it keeps none of them open."""
    options = f"{SESSION} -c role={role}"
    return sa.create_engine(url, poolclass=sa.NullPool, connect_args={"options": options})


def new_engine(url: str) -> sa.Engine:
    """An engine with connections of its own, for a process that was forked."""
    return sa.create_engine(url, pool_pre_ping=True, connect_args={"options": SESSION})


@contextmanager
def driver_transaction(engine: sa.Engine) -> Iterator[psycopg.Connection]:
    """A transaction on the psycopg connection itself (for COPY and server-side parameters)."""
    with engine.connect() as connection:
        driver = driver_of(connection)
        with driver.transaction():
            yield driver


def driver_of(connection: sa.Connection) -> psycopg.Connection:
    """The psycopg connection behind a connection, within its transaction."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("the warehouse must be reached through psycopg 3")
    return driver


def migrate(engine: sa.Engine, contracts: dict[str, Contract]) -> None:
    """Bring `ops`, `vault` and `cell` to the newest version; create the raw tables and `accepted`.

    Raises RuntimeError if a contract dropped a column with received data or changed its type: write
    a migration for such a change. Raises MissingRights.
    """
    with _saying_what_is_missing(), engine.begin() as connection:
        connection.execute(sa.text(ALONE))
        connection.execute(sa.text("create schema if not exists ops"))
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        _sync_raw_tables(connection, raw_metadata(contracts))
        sync_cell_functions(connection, MIGRATIONS / "sql")
        sync_accepted_rows(connection, contracts)


def is_migrated(engine: sa.Engine) -> bool:
    """Whether the database has the newest version of `ops`, `raw` and `vault`."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=VERSION_TABLE)
        return context.get_current_revision() == head


def make_county_readers(engine: sa.Engine) -> None:
    """Create a role `county_reader_<county_code>` and the release tables for each county.

    Counties come from the register (interface.md, Roles). The role of a county that is no longer in
    the register remains: its members still read past rows. Raises MissingRights.
    """
    with _saying_what_is_missing(), engine.begin() as connection:
        connection.execute(sa.text(ALONE))
        connection.execute(sa.text(COUNTY_ROLES))
        connection.execute(sa.text(COUNTY_TABLES))


@contextmanager
def _saying_what_is_missing() -> Iterator[None]:
    try:
        yield
    except sa.exc.DBAPIError as error:
        refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidRoleSpecification)
        if isinstance(error.orig, refused):
            raise MissingRights(error.orig.diag.message_primary) from error
        raise


def _sync_raw_tables(connection: sa.Connection, wanted: sa.MetaData) -> None:
    """Create missing raw tables and add missing columns."""
    wanted.create_all(connection)
    operations = Operations(MigrationContext.configure(connection))
    inspector = sa.inspect(connection)
    for table in wanted.sorted_tables:
        present = {column["name"] for column in inspector.get_columns(table.name, "raw")}
        if gone := present - set(table.columns.keys()):
            raise RuntimeError(
                f"raw.{table.name}: columns {', '.join(sorted(gone))} are no longer in the "
                "contract; write a migration that moves or drops their data"
            )
        for column in table.columns:
            if column.name not in present:
                operations.add_column(table.name, column.copy(), schema="raw")
