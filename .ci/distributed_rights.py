"""A county's reader reads its own rows and no others, on the coordinator and on every worker.

Usage: python .ci/distributed_rights.py URL
"""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa
from psycopg import sql

MART = "fct_household_month"
LOGIN = "zengshou_rights_on_trial"
COUNTIES = sql.SQL("select county_code, count(*) from marts.{} group by 1 order by 1")
#: Tables of a schema, on a worker its shards.
TABLES = "select relname from pg_class where relnamespace = to_regnamespace(%s) and relkind = 'r'"
HAS_WORKERS = "select to_regclass('pg_catalog.pg_dist_node') is not null"
WORKERS = """
select nodename, nodeport from pg_dist_node
where noderole = 'primary' and shouldhaveshards and isactive and groupid <> 0
"""


def main(url: str) -> int:
    """Print what differs; returns 1 if anything does."""
    own = sa.make_url(url).set(drivername="postgresql")
    problems: list[str] = []
    with psycopg.connect(own.render_as_string(hide_password=False), autocommit=True) as owner:
        counties = dict(owner.execute(COUNTIES.format(sql.Identifier(MART))).fetchall())
        places = list(machines(owner, own))
        if len(counties) < 2:
            problems.append(f"{len(counties)} counties have rows: nothing can be compared")
        for county, other in zip(counties, [*counties][1:] + [*counties][:1], strict=True):
            with reader_of(owner, county) as password:
                login = {"username": LOGIN, "password": password}
                found = [one.set(**login) for one in places]
                if (rows := read(found[0], county)) != counties[county]:
                    problems.append(f"{county} reads {rows} of its {counties[county]} rows")
                for place in found:
                    problems += [
                        f"{place.host}: {county} reads {one}" for one in strange(place, other)
                    ]
    print("\n".join(problems) or f"{len(counties)} counties read their own rows only")
    return bool(problems)


def machines(owner: psycopg.Connection, own: sa.URL) -> Iterator[sa.URL]:
    """The coordinator and the workers; without Citus, the server alone."""
    yield own
    if owner.execute(HAS_WORKERS).fetchone() != (True,):
        print("no cluster: one server was asked")
        return
    for host, port in owner.execute(WORKERS).fetchall():
        yield own.set(host=host, port=port)


@contextmanager
def reader_of(owner: psycopg.Connection, county: str) -> Iterator[str]:
    """Inside, there is a login that reads this county; yields its password."""
    password, login = secrets.token_hex(16), sql.Identifier(LOGIN)
    role = sql.Identifier(f"county_reader_{county}")
    create = "create role {} login password {} in role {}"
    owner.execute(sql.SQL(create).format(login, sql.Literal(password), role))
    try:
        yield password
    finally:
        owner.execute(sql.SQL("drop role {}").format(login))


def strange(place: sa.URL, county: str) -> Iterator[str]:
    """The tables of another county that the login reads."""
    with psycopg.connect(place.render_as_string(hide_password=False)) as connection:
        tables = connection.execute(TABLES, [f"county_{county}"]).fetchall()
    for (table,) in tables:
        if read(place, county, table) is not None:
            yield f"county_{county}.{table}"


def read(place: sa.URL, county: str, table: str = MART) -> int | None:
    """The number of rows that the login reads there; None if the server refuses."""
    query = sql.SQL("select count(*) from {}").format(sql.Identifier(f"county_{county}", table))
    with psycopg.connect(place.render_as_string(hide_password=False)) as connection:
        try:
            row = connection.execute(query).fetchone()
        except psycopg.errors.InsufficientPrivilege:
            return None
    return int(row[0]) if row else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
