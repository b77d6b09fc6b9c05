"""Makes the published tables: apart by county, with their readers' rights.

`marts.<mart>` is partitioned by county. A county's partition is the table of the same name in the
schema `county_<code>`, where the county's role may read it and nothing else; rows of no county,
such as the city's own, lie in `county_none`. Whoever asks `marts.<mart>` gets all partitions.
Source: interface.md, "Roles".
"""

import hashlib
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from zengshou.publication import chinese_views
from zengshou.publication.definition import Mart

MARTS = "marts"
NO_COUNTY = "county_none"
CITY_READERS = ("bi_reader", "assessment_reader")
COUNTIES = """
select division_code from reference.division_register where level = 'county' order by 1
"""
KNOWN = "select shape, definition from ops.published_mart where mart = :mart"
REMEMBER = """
insert into ops.published_mart (mart, shape, definition) values (:mart, :shape, :definition)
on conflict (mart) do update set shape = excluded.shape, definition = excluded.definition
"""
EXISTS = "select to_regclass(:name) is not null"
#: Which rows a reader of the assessment sees, by what the mart says.
ASSESSMENT_ROWS = {"all": "true", "county_level": "level in ('city', 'county')"}


def county_schema(code: str) -> str:
    """The schema with a county's partitions."""
    return f"county_{code}"


def county_of(mart: Mart) -> str:
    """SQL for the county that a row belongs to: six digits, of a township or village its first."""
    match mart.county_reader:
        case None:
            return "null::text"
        case "county_code":
            return "county_code"
        case column:
            return f"left({column}, 6)"


def counties_of_register(connection: sa.Connection) -> list[str]:
    """The counties of the division register."""
    return list(connection.execute(sa.text(COUNTIES)).scalars())


def make_tables(connection: sa.Connection, marts: Iterable[Mart]) -> None:
    """Make what is missing of the published tables, in the caller's transaction.

    A mart whose shape differs from the last publication's – which a new version of the project
    brings, and with it a build of all months – is made anew and is empty afterwards.
    """
    counties = counties_of_register(connection)
    chinese = chinese_views.schema_of
    for schema in (MARTS, chinese(MARTS)):
        _make_schema(connection, schema, CITY_READERS)
    _make_schema(connection, NO_COUNTY, ())
    for code in counties:
        for schema in (county_schema(code), chinese(county_schema(code))):
            _make_schema(connection, schema, (f"county_reader_{code}",))
    for mart in marts:
        _make_table(connection, mart, counties)


def _make_table(connection: sa.Connection, mart: Mart, counties: Sequence[str]) -> None:
    shape = _digest(mart.model_dump_json(exclude={"label_zh"}))
    names = chinese_views.names_of_codes(connection, mart)
    definition = _digest(mart.model_dump_json(), *counties, repr(names))
    known = connection.execute(sa.text(KNOWN), {"mart": mart.name}).one_or_none()
    if known is not None and known.definition == definition:
        return
    of_counties = [county_schema(code) for code in counties] if mart.county_reader else []
    if known is None or known.shape != shape:
        chinese_views.drop(connection, mart, [MARTS, *of_counties])
        connection.exec_driver_sql(f"drop table if exists {MARTS}.{mart.name}")
        _create_table(connection, mart)
    for code in counties if mart.county_reader else ():
        if not connection.execute(
            sa.text(EXISTS), {"name": f"{county_schema(code)}.{mart.name}"}
        ).scalar_one():
            _create_partition(connection, mart, code)
    for schema in (MARTS, *of_counties):
        chinese_views.make(connection, mart, names, schema, _readers(schema, mart))
    remembered = {"mart": mart.name, "shape": shape, "definition": definition}
    connection.execute(sa.text(REMEMBER), remembered)


def _create_table(connection: sa.Connection, mart: Mart) -> None:
    table = f"{MARTS}.{mart.name}"
    columns = [
        f"{column.name} {column.data_type}{' not null' if column.is_required else ''}"
        for column in mart.columns
    ]
    checks = [f"check ({check})" for column in mart.columns for check in column.checks]
    partitioned = f" partition by list (({county_of(mart)}))" if mart.county_reader else ""
    _run(connection, f"create table {table} ({', '.join([*columns, *checks])}){partitioned}")
    if mart.county_reader:
        lost = f"create table {NO_COUNTY}.{mart.name} partition of {table} default"
        _run(connection, lost)
        _add_keys(connection, mart, NO_COUNTY)
        _run(connection, f"alter table {NO_COUNTY}.{mart.name} enable row level security")
    else:
        _add_keys(connection, mart, MARTS)
    _run(connection, f"alter table {table} enable row level security")
    _open(connection, table, "bi_reader", "true")
    if mart.assessment_reader:
        _open(connection, table, "assessment_reader", ASSESSMENT_ROWS[mart.assessment_reader])


def _create_partition(connection: sa.Connection, mart: Mart, code: str) -> None:
    """A county's partition. A county new in the register may have rows among those of none:
    they go, and come back with the build of all months that a changed register leads to."""
    partition = f"{county_schema(code)}.{mart.name}"
    misplaced = f"{NO_COUNTY}.{mart.name} where {county_of(mart)} = '{code}'"
    _run(connection, f"delete from {misplaced}")  # noqa: S608 names of the project's, six digits
    _run(
        connection,
        f"create table {partition} partition of {MARTS}.{mart.name} for values in ('{code}')",
    )
    _add_keys(connection, mart, county_schema(code))
    _run(connection, f"alter table {partition} enable row level security")
    _open(connection, partition, f"county_reader_{code}", f"{county_of(mart)} = '{code}'")


def _add_keys(connection: sa.Connection, mart: Mart, schema: str) -> None:
    """The key, which is a partition's own, as its columns need not tell the county; the indexes."""
    table = f"{schema}.{mart.name}"
    _run(connection, f"alter table {table} add primary key ({', '.join(mart.key)})")
    for columns in mart.indexes:
        _run(connection, f"create index on {table} ({', '.join(columns)})")


def _open(connection: sa.Connection, table: str, role: str, rows: str) -> None:
    _run(connection, f"create policy {role} on {table} for select to {role} using ({rows})")
    _run(connection, f"grant select on {table} to {role}")


def _readers(schema: str, mart: Mart) -> tuple[str, ...]:
    if schema != MARTS:
        return (f"county_reader_{schema.removeprefix('county_')}",)
    return CITY_READERS if mart.assessment_reader else CITY_READERS[:1]


def _make_schema(connection: sa.Connection, schema: str, readers: Sequence[str]) -> None:
    _run(connection, f"create schema if not exists {schema}")
    if readers:
        _run(connection, f"grant usage on schema {schema} to {', '.join(readers)}")


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _run(connection: sa.Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)
