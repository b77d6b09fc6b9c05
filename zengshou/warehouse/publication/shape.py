"""Changes a published table to its definition, also while people read it.

If only columns, keys or constraints differ, the table is altered: a reader in an older transaction
still sees the old rows. If a type or the partitioning differs, the table is recreated: such a
reader then finds it empty.
"""

import time
from collections.abc import Sequence
from contextlib import closing

import psycopg
import sqlalchemy as sa

from ingestion.errors import ZengshouError
from zengshou.warehouse.publication.definition import Mart
from zengshou.warehouse.publication.names import MARTS, NO_COUNTY, county_of

#: Seconds: maximum wait for a time without readers, and pause between two attempts.
LONGEST_WAIT, PAUSE = 300, 0.01
WAITED = (
    "nothing was published: {tables} must change, but they were always in use by readers; "
    "run again when there are fewer queries"
)
COLUMNS = """
select attname::text as name, format_type(atttypid, atttypmod) as data_type
from pg_catalog.pg_attribute
where attrelid = to_regclass(:table) and attnum > 0 and not attisdropped
"""
SPELT = "select format_type(:type, :modifier)"
PARTED_BY = "select pg_get_partkeydef(to_regclass(:table))"
PARTITIONS = """
select inhrelid::regclass::text from pg_catalog.pg_inherits where inhparent = to_regclass(:table)
"""
CONSTRAINTS = """
select conname::text from pg_catalog.pg_constraint
where conrelid = to_regclass(:table) and contype = any(:kinds) and conislocal
"""
INDEXES = """
select indexrelid::regclass::text from pg_catalog.pg_index where indrelid = to_regclass(:table)
"""


class ReadersInTheWay(ZengshouError):
    """Marts could not be altered to their new definition, because readers always used them."""


def exists(connection: sa.Connection, table: str) -> bool:
    """True if the table exists."""
    found = sa.text("select to_regclass(:table) is not null")
    return bool(connection.execute(found, {"table": table}).scalar_one())


def keep_readers_out(connection: sa.Connection, relations: Sequence[str]) -> None:
    """Lock all these tables and views at once, when no reader uses them.

    If they were locked one by one, the publication and a reader of two tables could deadlock.
    Raises ReadersInTheWay.
    """
    tables = ", ".join(name for name in relations if exists(connection, name))
    give_up = time.monotonic() + LONGEST_WAIT
    while tables:
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"lock table {tables} in access exclusive mode nowait")
        except sa.exc.OperationalError as error:
            if not isinstance(error.orig, psycopg.errors.LockNotAvailable):
                raise
            if time.monotonic() > give_up:
                raise ReadersInTheWay(WAITED.format(tables=tables)) from error
            time.sleep(PAUSE)
        else:
            return


def bring_into_shape(connection: sa.Connection, mart: Mart) -> None:
    """Create the table, or change its columns to the definition; without keys and constraints."""
    table = f"{MARTS}.{mart.name}"
    if exists(connection, table):
        if _can_be_altered(connection, mart, table):
            _alter(connection, mart, table)
            return
        connection.exec_driver_sql(f"drop table {table}")
    columns = ", ".join(f"{column.name} {column.data_type}" for column in mart.columns)
    parted = f" partition by list (({county_of(mart)}))" if mart.county_reader else ""
    connection.exec_driver_sql(f"create table {table} ({columns}){parted}")
    if mart.county_reader:
        rest = f"create table {NO_COUNTY}.{mart.name} partition of {table} default"
        connection.exec_driver_sql(rest)


def constrain(connection: sa.Connection, mart: Mart) -> None:
    """Add required columns, checks, keys and indexes."""
    table = f"{MARTS}.{mart.name}"
    actions = [
        f"alter column {column.name} set not null" for column in mart.columns if column.is_required
    ]
    actions += [f"add check ({check})" for column in mart.columns for check in column.checks]
    if actions:
        connection.exec_driver_sql(f"alter table {table} {', '.join(actions)}")
    for part in _partitions(connection, table) or [table]:
        add_keys(connection, mart, part)


def add_keys(connection: sa.Connection, mart: Mart, table: str) -> None:
    """Add the key and the indexes.

    Each partition has its own key, because the key columns need not include the county.
    """
    if mart.is_key_published:
        connection.exec_driver_sql(f"alter table {table} add primary key ({', '.join(mart.key)})")
    for columns in mart.indexes:
        connection.exec_driver_sql(f"create index on {table} ({', '.join(columns)})")


def _can_be_altered(connection: sa.Connection, mart: Mart, table: str) -> bool:
    wanted = {column.name: _spelt(connection, column.data_type) for column in mart.columns}
    found = _columns(connection, table)
    parted = connection.execute(sa.text(PARTED_BY), {"table": table}).scalar()
    county = county_of(mart) if mart.county_reader else None
    same = (parted is None) == (county is None) and (
        county is None or _bare(county) in _bare(str(parted))
    )
    return same and all(wanted[name] == found[name] for name in wanted.keys() & found.keys())


def _alter(connection: sa.Connection, mart: Mart, table: str) -> None:
    parts = _partitions(connection, table)
    for part in [table, *parts]:
        for name in _constraints(connection, part, ["c", "p"]):
            connection.exec_driver_sql(f'alter table {part} drop constraint "{name}"')
        for index in connection.execute(sa.text(INDEXES), {"table": part}).scalars().all():
            connection.exec_driver_sql(f"drop index {index}")
    found = _columns(connection, table)
    for part in [table, *parts]:
        free = ", ".join(f"alter column {name} drop not null" for name in found)
        connection.exec_driver_sql(f"alter table {part} {free}")
    wanted = {column.name: column.data_type for column in mart.columns}
    actions = [f"drop column {name}" for name in found if name not in wanted]
    actions += [f"add column {name} {wanted[name]}" for name in wanted if name not in found]
    if actions:
        connection.exec_driver_sql(f"alter table {table} {', '.join(actions)}")


def _columns(connection: sa.Connection, table: str) -> dict[str, str]:
    rows = connection.execute(sa.text(COLUMNS), {"table": table}).all()
    return {row.name: row.data_type for row in rows}


def _partitions(connection: sa.Connection, table: str) -> list[str]:
    return list(connection.execute(sa.text(PARTITIONS), {"table": table}).scalars())


def _constraints(connection: sa.Connection, table: str, kinds: list[str]) -> list[str]:
    values = {"table": table, "kinds": kinds}
    return list(connection.execute(sa.text(CONSTRAINTS), values).scalars())


def _spelt(connection: sa.Connection, data_type: str) -> str:
    """A contract's type in PostgreSQL's spelling, with length or precision."""
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(f"select cast(null as {data_type})")
        column = cursor.pgresult
        found = {"type": column.ftype(0), "modifier": column.fmod(0)}
    return str(connection.execute(sa.text(SPELT), found).scalar_one())


def _bare(expression: str) -> str:
    """An expression without PostgreSQL's additions when it displays the expression."""
    for added in ("LIST", '"', "(", ")", " ", "::text"):
        expression = expression.replace(added, "")
    return expression.lower()
