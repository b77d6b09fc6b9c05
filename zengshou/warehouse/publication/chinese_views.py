"""Views of the published marts with Chinese labels, for simple BI tools.

`marts_zh.<label of the mart>` shows `marts.<mart>` with Chinese column labels and Chinese names for
codes; `county_<code>_zh` does this for a county's partition. A view uses the rights of the user who
queries it (security_invoker), so it shows no more than its table.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from zengshou import words
from zengshou.warehouse.publication.definition import Column, Mart
from zengshou.warehouse.publication.names import CHINESE

VIEWS = """
select schemaname, viewname from pg_catalog.pg_views
where schemaname = any(:schemas)
    and obj_description(format('%I.%I', schemaname, viewname)::regclass, 'pg_class') = :mart
"""
#: Chinese names by code, for each column of a mart.
Names = dict[str, dict[str, str]]


def names_of_codes(connection: sa.Connection, mart: Mart) -> Names:
    """The Chinese names of the codes in a mart's columns, from the glossary or another seed."""
    return {
        column.name: _names(connection, column)
        for column in mart.columns
        if column.terms or column.names_from
    }


def make(
    connection: sa.Connection, mart: Mart, names: Names, schema: str, readers: Sequence[str]
) -> None:
    """Create the view of the mart's table in `schema`, or update it."""
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(
        f"{_shown(column.name, names.get(column.name, {}))} as {quote(column.label_zh)}"
        for column in mart.columns
    )
    view = f"{schema}{CHINESE}.{quote(mart.label_zh)}"
    select = f"select {columns} from {schema}.{mart.name}"  # noqa: S608 names of the project's
    for statement in (
        f"drop view if exists {view}",
        f"create view {view} with (security_invoker = true) as {select}",
        f"comment on view {view} is {_literal(mart.name)}",
        f"grant select on {view} to {', '.join(readers)}",
    ):
        connection.exec_driver_sql(statement)


def views_of(connection: sa.Connection, mart: Mart, schemas: Iterable[str]) -> list[str]:
    """The views of the mart's tables, under any label."""
    quote = connection.dialect.identifier_preparer.quote
    values = {"schemas": [f"{schema}{CHINESE}" for schema in schemas], "mart": mart.name}
    found = connection.execute(sa.text(VIEWS), values).all()
    return [f"{quote(schema)}.{quote(view)}" for schema, view in found]


def _names(connection: sa.Connection, column: Column) -> dict[str, str]:
    if column.terms is not None:
        return words.names(column.terms)
    if column.names_from is None:
        return {}
    quote = connection.dialect.identifier_preparer.quote
    code, seed = quote(column.names_from["code"]), quote(column.names_from["seed"])
    name = quote(column.names_from.get("name", "name_zh"))
    query = (
        f"select distinct {code}, {name} from reference.{seed} "  # noqa: S608 names of the project's
        f"where {code} is not null order by 1"
    )
    return {row[0]: row[1] for row in connection.exec_driver_sql(query)}


def _shown(column: str, names: dict[str, str]) -> str:
    """The column with Chinese names for codes; a code without a Chinese name stays unchanged."""
    if not names:
        return column
    cases = " ".join(f"when {_literal(code)} then {_literal(name)}" for code, name in names.items())
    return f"case {column} {cases} else {column} end"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"
