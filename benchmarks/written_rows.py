"""The rows that a month's build and publication write, copied into empty tables.

A build cannot do without this: each table of `staging`, `intermediate` and `marts` gets an empty
twin with the same constraints and indexes, and the rows that a build writes to it are inserted
there. Rows of a table by month are those of the month, rows of a table by year those of its income
year, rows of staging those of the month's files; every other table is copied whole. Working tables
are empty after a build and count as nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from zengshou.warehouse import dbt

TWINS = "twins"
MONTH_COLUMNS = ("month", "as_of_month")
COPYING = "insert into {twin} select * from {table} where {where}"
OF_FILES = "load_id in (select load_id from ops.receipt where period = '{period}')"


@dataclass(frozen=True)
class Written:
    """A table and the condition for the rows that a month's build writes to it."""

    table: str
    where: str

    @property
    def twin(self) -> str:
        """The empty table that takes the rows."""
        return f"{TWINS}.{self.table.replace('.', '_')}"


def written_by(month: str, income_year: int) -> list[Written]:
    """The tables of the last build with the conditions for a month, `YYYY-MM`."""
    return list(_written(dbt.manifest(dbt.NOW), f"{month}-01", income_year))


def make_twins(dsn: str, tables: list[Written]) -> None:
    """Create an empty table for each, with the same constraints and indexes."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"create schema {TWINS}")
        for one in tables:
            connection.execute(f"create table {one.twin} (like {one.table} including all)")


def copy_rows(dsn: str, tables: list[Written]) -> None:
    """Insert the rows, each table in a transaction of its own, as dbt does."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        for one in tables:
            connection.execute(COPYING.format(twin=one.twin, table=one.table, where=one.where))


def _written(manifest: dict[str, Any], month: str, income_year: int) -> Iterator[Written]:
    for node in manifest["nodes"].values():
        is_table = node["config"]["materialized"] in ("table", "incremental")
        if node["resource_type"] == "model" and is_table:
            layer = node["fqn"][1]
            yield Written(f"{layer}.{node['name']}", _where(node, layer, month, income_year))


def _where(node: dict[str, Any], layer: str, month: str, income_year: int) -> str:
    meta, made_new = node["config"]["meta"], node["config"]["meta"].get("made_new")
    if node["config"]["materialized"] == "incremental":
        if layer == "staging":
            return OF_FILES.format(period=month[:7])
        if year := meta.get("year_column"):
            return f"{year} = {income_year}"
        return f"{meta.get('month_column', 'month')} = '{month}'"
    if made_new == "by_year":
        return f"income_year = {income_year}"
    if made_new == "by_month" and layer == "marts":
        column = next(one for one in MONTH_COLUMNS if one in node["columns"])
        return f"{column} = '{month}'"
    return "true"
