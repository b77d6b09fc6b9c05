"""Keys, required columns and ranges stand beside the columns; PostgreSQL refuses what breaks them.

Each constraint is broken once, by a row that is otherwise as it should be.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors, sql

from tests.dbt.conftest import EmptyWarehouse
from tests.dbt.installations import an_installation
from zengshou.warehouse import dbt

Manifest = dict[str, Any]
#: Two values of each type that violate no constraint.
FITTING = {
    **dict.fromkeys(("integer", "bigint"), ("1", "2")),
    "numeric": ("0.5", "1"),
    **dict.fromkeys(("date", "timestamp with time zone"), ("2023-01-01", "2023-02-01")),
    **dict.fromkeys(("text", "character varying"), ("x", "y")),
    "boolean": ("true", "false"),
}
#: Values that a column must reject, by the type of its check.
UNFITTING = {">= 0": "-1", "> 0": "0", "between 0 and 1": "1.5", "extract(day from": "2023-01-02"}
TYPES = """
select attname, regexp_replace(format_type(atttypid, atttypmod), '\\(.*', '')
from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped
"""
CONSTRAINED = """
select attribute.attname
from pg_constraint as one
inner join pg_attribute as attribute
    on one.conrelid = attribute.attrelid and attribute.attnum = any(one.conkey)
where one.conrelid = %s::regclass and one.conname = %s
"""


def _constrained(manifest: Manifest) -> list[dict[str, Any]]:
    return [
        one
        for one in manifest["nodes"].values()
        if one["resource_type"] == "model" and (one["constraints"] or _of_columns(one))
    ]


def _of_columns(model: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (column["name"], constraint)
        for column in model["columns"].values()
        for constraint in column["constraints"]
    ]


def test_a_column_is_required_or_checked_and_a_table_has_a_key(manifest: Manifest) -> None:
    """What the hook hold_constraints knows: it would pass over anything else."""
    of_tables = {one["type"] for model in _constrained(manifest) for one in model["constraints"]}
    of_columns = {one["type"] for model in _constrained(manifest) for _, one in _of_columns(model)}
    assert of_tables == {"primary_key"}
    assert of_columns == {"not_null", "check"}


def test_no_table_takes_a_row_that_breaks_a_constraint(
    manifest: Manifest, empty_warehouse: EmptyWarehouse
) -> None:
    kept: list[str] = []
    broken = 0
    with _session(empty_warehouse) as session:
        for model in _constrained(manifest):
            table = Table(session, model["schema"], model["name"])
            for column, constraint in _of_columns(model):
                broken += 1
                if not table.refuses(column, constraint):
                    kept.append(f"{model['name']}.{column}: {constraint}")
            for constraint in model["constraints"]:
                broken += 1
                if not table.refuses_a_second(constraint["columns"]):
                    kept.append(f"{model['name']}: {constraint}")
    assert kept == []
    assert broken > 500


def test_a_build_that_breaks_a_key_fails_and_says_which(empty_warehouse: EmptyWarehouse) -> None:
    twice = "insert into reference.division_register select * from reference.division_register"
    with _after(empty_warehouse, twice), pytest.raises(dbt.BuildFailed) as failed:
        _build(empty_warehouse, "dim_division", "int_division_closure")
    message = str(failed.value)
    assert re.search(r"model\.zengshou\.dim_division: .*Key \(division_code\) ", message)
    assert re.search(
        r"model\.zengshou\.int_division_closure: .*Key \(leaf_code, division_code\) ", message
    )


def test_a_build_that_leaves_a_required_column_blank_fails_and_says_which(
    empty_warehouse: EmptyWarehouse,
) -> None:
    blank = "update reference.division_register set division_name = null"
    with _after(empty_warehouse, blank), pytest.raises(dbt.BuildFailed) as failed:
        _build(empty_warehouse, "dim_division")
    assert re.search(r'dim_division: .*null value in column "division_name"', str(failed.value))
    assert "Failing row" not in str(failed.value)


class Table:
    """A table to put rows in, each of which is taken out again."""

    def __init__(self, session: psycopg.Connection, schema: str, name: str) -> None:
        self._session = session
        self._name = sql.Identifier(schema, name)
        types = session.execute(TYPES, [f"{schema}.{name}"]).fetchall()
        self._fitting: dict[str, str | None] = {name: FITTING[type_][0] for name, type_ in types}
        self._another: dict[str, str | None] = {name: FITTING[type_][1] for name, type_ in types}

    def refuses(self, column: str, constraint: dict[str, Any]) -> bool:
        """Whether a row is refused for this column and for no other reason."""
        if constraint["type"] == "not_null":
            found = self._error(self._fitting | {column: None})
            return isinstance(found, errors.NotNullViolation) and found.diag.column_name == column
        unfitting = next(
            value for asked, value in UNFITTING.items() if asked in constraint["expression"]
        )
        found = self._error(self._fitting | {column: unfitting})
        return isinstance(found, errors.CheckViolation) and self._columns_of(
            found.diag.constraint_name
        ) == [column]

    def _columns_of(self, constraint: str | None) -> list[str]:
        """The columns of a constraint; its name may be too short for theirs."""
        rows = self._session.execute(CONSTRAINED, [self._name.as_string(), constraint]).fetchall()
        return [name for (name,) in rows]

    def refuses_a_second(self, key: list[str]) -> bool:
        """Whether a row is refused of which nothing but the key is there already."""
        same = {column: self._fitting[column] for column in key}
        found = self._error(self._fitting, self._another | same)
        return isinstance(found, errors.UniqueViolation) and str(
            found.diag.message_detail
        ).startswith(f"Key ({', '.join(key)})=")

    def _error(self, *rows: dict[str, str | None]) -> psycopg.Error | None:
        try:
            with self._session.transaction(force_rollback=True):
                for row in rows:
                    self._session.execute(
                        sql.SQL("insert into {} ({}) values ({})").format(
                            self._name,
                            sql.SQL(", ").join(map(sql.Identifier, row)),
                            sql.SQL(", ").join(map(sql.Literal, row.values())),
                        )
                    )
        except psycopg.Error as error:
            return error
        return None


def _session(built: EmptyWarehouse) -> psycopg.Connection:
    url = built.engine.url.set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))


@contextmanager
def _after(built: EmptyWarehouse, statement: str) -> Iterator[None]:
    """Inside, the statement has changed the register of divisions; afterwards that is as it was."""
    with built.engine.begin() as connection:
        connection.execute(sa.text("create table public.kept as table reference.division_register"))
        connection.execute(sa.text(statement))
    yield
    with built.engine.begin() as connection:
        connection.execute(sa.text("truncate reference.division_register"))
        connection.execute(sa.text("insert into reference.division_register table public.kept"))
        connection.execute(sa.text("drop table public.kept"))


def _build(built: EmptyWarehouse, *models: str) -> None:
    url = built.engine.url
    with an_installation(built.home, url.render_as_string(hide_password=False)):
        dbt.run_dbt(url, ["run", "--select", *models], dbt.NOW)
