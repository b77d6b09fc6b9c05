"""A county's reader reads its own rows and no others, on the coordinator and on every worker.

Usage: python .ci/distributed_rights.py URL
"""

import sys
from collections.abc import Iterator

import psycopg
from psycopg import sql

MART = "fct_household_month"
COUNTIES = sql.SQL("select county_code, count(*) from marts.{} group by 1 order by 1")
#: Tables of a schema, on a worker its shards.
TABLES = "select relname from pg_class where relnamespace = to_regnamespace(%s) and relkind = 'r'"
WORKERS = """
select nodename, nodeport from pg_dist_node
where noderole = 'primary' and shouldhaveshards and isactive and groupid <> 0
"""


def main(url: str) -> int:
    """Print what differs; returns 1 if anything does."""
    problems: list[str] = []
    with psycopg.connect(url, autocommit=True) as coordinator:
        counties = dict(coordinator.execute(COUNTIES.format(sql.Identifier(MART))).fetchall())
        if len(counties) < 2:
            problems.append(f"{len(counties)} counties have rows: nothing can be compared")
        for county, rows in counties.items():
            found = read(coordinator, county, county)
            if found != rows:
                problems.append(f"{county} reads {found} of its {rows} rows")
        for server, connection in (("coordinator", coordinator), *workers(coordinator)):
            problems += [f"{server}: {one}" for one in strangers(connection, list(counties))]
    print("\n".join(problems) or f"{len(counties)} counties read their own rows only")
    return bool(problems)


def workers(coordinator: psycopg.Connection) -> Iterator[tuple[str, psycopg.Connection]]:
    """A connection to each worker; none without Citus."""
    if not coordinator.execute("select to_regclass('pg_catalog.pg_dist_node')").fetchone()[0]:
        print("no cluster: the coordinator alone was asked")
        return
    for host, port in coordinator.execute(WORKERS).fetchall():
        told = coordinator.info.get_parameters() | {"host": host, "port": port}
        with psycopg.connect(
            **told, password=coordinator.info.password, autocommit=True
        ) as connection:
            yield f"{host}:{port}", connection


def strangers(connection: psycopg.Connection, counties: list[str]) -> Iterator[str]:
    """Where a county's reader reads a table of the next county."""
    for county, other in zip(counties, [*counties[1:], counties[0]], strict=True):
        for (table,) in connection.execute(TABLES, [f"county_{other}"]).fetchall():
            if read(connection, county, other, table) is not None:
                yield f"county_reader_{county} reads county_{other}.{table}"


def read(connection: psycopg.Connection, reader: str, county: str, table: str = MART) -> int | None:
    """The number of rows that a county's reader reads; None if the server refuses."""
    name = sql.Identifier(f"county_{county}", table)
    role = sql.Identifier(f"county_reader_{reader}")
    connection.execute(sql.SQL("set role {}").format(role))
    try:
        row = connection.execute(sql.SQL("select count(*) from {}").format(name)).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return None
    finally:
        connection.execute("reset role")
    return int(row[0]) if row else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
