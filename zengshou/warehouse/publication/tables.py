"""Creates the published tables: partitioned by county, with the rights of their readers.

`marts.<mart>` is partitioned by county. A county's partition is the table of the same name in
schema `county_<code>`; the county's role may read only this table. Rows without a county, such as
the city's own, are in `county_none`. A query of `marts.<mart>` reads all partitions. Source:
interface.md, "Roles".
"""

import hashlib
import itertools
from collections.abc import Sequence

import sqlalchemy as sa

from zengshou.warehouse.publication import chinese_views, shape
from zengshou.warehouse.publication.definition import Mart
from zengshou.warehouse.publication.names import CHINESE, MARTS, NO_COUNTY, county_of, county_schema

CITY_READERS = ("bi_reader", "assessment_reader")
COUNTIES = """
select division_code from reference.division_register where level = 'county' order by 1
"""
KNOWN = "select shape, definition from ops.published_mart where mart = :mart"
REMEMBER = """
insert into ops.published_mart (mart, shape, definition) values (:mart, :shape, :definition)
on conflict (mart) do update set shape = excluded.shape, definition = excluded.definition
"""
POLICIES = "select polname::text from pg_catalog.pg_policy where polrelid = to_regclass(:table)"
#: The rows that a reader of the assessment sees, by the value in the mart's definition.
ASSESSMENT_ROWS = {"all": "true", "county_level": "level in ('city', 'county')"}


def make_tables(connection: sa.Connection, marts: Sequence[Mart]) -> list[Mart]:
    """Create missing published tables, in the caller's transaction.

    Returns the marts that are new or whose shape changes; a new project version brings them with a
    full build. They have no keys and constraints until their rows are written and `finish_tables`
    is called. Raises shape.ReadersInTheWay.
    """
    counties = list(connection.execute(sa.text(COUNTIES)).scalars())
    _make_schemas(connection, counties)
    unfinished = [mart for mart in marts if _known(connection, mart)[0] != _shape(mart)]
    schemas = [MARTS, *map(county_schema, counties)]
    views = {mart.name: chinese_views.views_of(connection, mart, schemas) for mart in unfinished}
    tables = [f"{MARTS}.{name}" for name in views]
    shape.keep_readers_out(connection, [*itertools.chain(*views.values()), *tables])
    for mart in unfinished:
        for view in views[mart.name]:
            connection.exec_driver_sql(f"drop view {view}")
        shape.bring_into_shape(connection, mart)
        _open_to_the_city(connection, mart)
    for mart in marts:
        if mart.county_reader:
            for code in counties:
                _make_partition(connection, mart, code, is_finished=mart not in unfinished)
    return unfinished


def finish_tables(
    connection: sa.Connection, marts: Sequence[Mart], unfinished: Sequence[Mart]
) -> None:
    """Add keys, constraints and indexes to unfinished marts; update Chinese views that differ."""
    counties = list(connection.execute(sa.text(COUNTIES)).scalars())
    for mart in unfinished:
        shape.constrain(connection, mart)
    for mart in marts:
        names = chinese_views.names_of_codes(connection, mart)
        view = chinese_views.select(connection, mart, names, MARTS)
        definition = _digest(mart.model_dump_json(), *counties, view)
        if _known(connection, mart)[1] == definition:
            continue
        chinese_views.make(connection, mart, names, MARTS, _city_readers(mart))
        for code in counties if mart.county_reader else ():
            reader = (f"county_reader_{code}",)
            chinese_views.make(connection, mart, names, county_schema(code), reader)
        remembered = {"mart": mart.name, "shape": _shape(mart), "definition": definition}
        connection.execute(sa.text(REMEMBER), remembered)


def _known(connection: sa.Connection, mart: Mart) -> tuple[str | None, str | None]:
    """Shape and definition of the mart's last publication."""
    found = connection.execute(sa.text(KNOWN), {"mart": mart.name}).one_or_none()
    return (found.shape, found.definition) if found else (None, None)


def _shape(mart: Mart) -> str:
    return _digest(mart.model_dump_json(exclude={"label_zh"}))


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _make_schemas(connection: sa.Connection, counties: Sequence[str]) -> None:
    readers: dict[str, Sequence[str]] = {MARTS: CITY_READERS, NO_COUNTY: ()}
    readers |= {county_schema(code): (f"county_reader_{code}",) for code in counties}
    for schema, roles in readers.items():
        connection.exec_driver_sql(f"create schema if not exists {schema}")
        if roles:
            connection.exec_driver_sql(f"create schema if not exists {schema}{CHINESE}")
            grant = f"grant usage on schema {schema}, {schema}{CHINESE} to {', '.join(roles)}"
            connection.exec_driver_sql(grant)


def _make_partition(connection: sa.Connection, mart: Mart, code: str, *, is_finished: bool) -> None:
    """Create a county's partition, if it is missing.

    Rows of a county that is new in the register may be in the partition for rows without a county.
    They are deleted; the full build after a change of the register writes them again.
    """
    partition = f"{county_schema(code)}.{mart.name}"
    if shape.exists(connection, partition):
        return
    county = f"{county_of(mart)} = '{code}'"
    connection.exec_driver_sql(f"delete from {NO_COUNTY}.{mart.name} where {county}")  # noqa: S608 names of the project's
    connection.exec_driver_sql(
        f"create table {partition} partition of {MARTS}.{mart.name} for values in ('{code}')"
    )
    if is_finished:
        shape.add_keys(connection, mart, partition)
    _open(connection, partition, {f"county_reader_{code}": county})


def _open_to_the_city(connection: sa.Connection, mart: Mart) -> None:
    """Set the readers of the whole mart and their rows; no role reads the default partition."""
    rows = {"bi_reader": "true"}
    if mart.assessment_reader:
        rows["assessment_reader"] = ASSESSMENT_ROWS[mart.assessment_reader]
    _open(connection, f"{MARTS}.{mart.name}", rows)
    if mart.county_reader:
        _open(connection, f"{NO_COUNTY}.{mart.name}", {})


def _open(connection: sa.Connection, table: str, rows: dict[str, str]) -> None:
    """Let only these roles read the table, each the rows of its condition."""
    connection.exec_driver_sql(f"alter table {table} enable row level security")
    for policy in connection.execute(sa.text(POLICIES), {"table": table}).scalars().all():
        connection.exec_driver_sql(f"drop policy {policy} on {table}")
        connection.exec_driver_sql(f"revoke all on {table} from {policy}")
    for role, condition in rows.items():
        policy = f"create policy {role} on {table} for select to {role} using ({condition})"
        connection.exec_driver_sql(policy)
        connection.exec_driver_sql(f"grant select on {table} to {role}")


def _city_readers(mart: Mart) -> Sequence[str]:
    return CITY_READERS if mart.assessment_reader else CITY_READERS[:1]
