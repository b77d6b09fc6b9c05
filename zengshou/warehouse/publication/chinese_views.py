"""Views of the published marts with Chinese labels, for simple BI tools.

`marts_zh.<label of the mart>` shows `marts.<mart>` with Chinese column labels, Chinese names in
place of codes, names of divisions beside their codes, 是 and 否, and rounded figures (the mart has
the exact ones); `county_<code>_zh` does this for a county's partition. A view uses the rights of
the user who queries it (security_invoker), so it shows no more than its table.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from zengshou import words
from zengshou.warehouse.publication.definition import Column, Mart
from zengshou.warehouse.publication.names import CHINESE

VIEWS = """
select schemaname, viewname from pg_catalog.pg_views
where schemaname = any(:schemas)
    and obj_description(format('%I.%I', schemaname, viewname)::regclass, 'pg_class') = :mart
"""
CODE = "代码"
#: Names of the few counties are written into the view: its readers need no rights on dim_division.
COUNTY = "county_code"
COUNTIES = sa.text(
    "select division_code, division_name from reference.division_register"
    " where level = 'county' order by division_code"
)
#: Figures that the marts keep unrounded; the decimals of views by the unit in the label.
UNROUNDED = re.compile(r"numeric(\(\d+, ?(1\d|20)\))?")
PLACES = {"(元": 2, "(户": 2, "(人": 2, "(格": 1, "(分": 2}
SHARE_PLACES = 4
#: Chinese names by code, for each column of a mart.
Names = dict[str, dict[str, str]]


def names_of_codes(connection: sa.Connection, mart: Mart) -> Names:
    """The Chinese names of the codes in a mart's columns, from the glossary or another seed."""
    return {
        column.name: _names(connection, column)
        for column in mart.columns
        if column.terms or column.names_from or column.name == COUNTY
    }


def select(connection: sa.Connection, mart: Mart, names: Names, schema: str) -> str:
    """The query of the view of the mart's table in `schema`."""
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(
        f"{expression} as {quote(label)}"
        for column in mart.columns
        if not column.is_for_programs
        for label, expression in _shown(mart, column, names, schema)
    )
    return f"select {columns} from {schema}.{mart.name} as shown"  # noqa: S608 names of the project's


def make(
    connection: sa.Connection, mart: Mart, names: Names, schema: str, readers: Sequence[str]
) -> None:
    """Create the view of the mart's table in `schema`, or update it."""
    quote = connection.dialect.identifier_preparer.quote
    view = f"{schema}{CHINESE}.{quote(mart.label_zh)}"
    for statement in (
        f"drop view if exists {view}",
        f"create view {view} with (security_invoker = true) as "
        + select(connection, mart, names, schema),
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
    if column.name == COUNTY:
        return {row.division_code: row.division_name for row in connection.execute(COUNTIES)}
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


def _shown(mart: Mart, column: Column, names: Names, schema: str) -> Iterator[tuple[str, str]]:
    """Label and expression of a column, and of the column of names beside it."""
    code = f"shown.{column.name}"
    own = names.get(column.name, {})
    label = _division_label(mart, column)
    if column.name == COUNTY:
        yield column.label_zh, code
        if label:
            yield label, _named(code, own)
    elif column.name_label_zh:
        yield column.label_zh, code
        yield column.name_label_zh, _named(f"{code}::text", own)
    elif own:
        yield column.label_zh, _named(code, own)
    else:
        yield column.label_zh, _readable(column, code, names)
    if label and column.name != COUNTY:
        division = f"{schema}.dim_division as division"
        yield label, f"(select division_name from {division} where division_code = {code})"  # noqa: S608 names of the project's


def _readable(column: Column, value: str, names: Names) -> str:
    """A value as people read it; text and dates stay."""
    if column.data_type == "boolean":
        return f"case when {value} then '是' when not {value} then '否' end"
    if UNROUNDED.fullmatch(column.data_type):
        places = next((n for unit, n in PLACES.items() if unit in column.label_zh), SHARE_PLACES)
        return f"round({value}, {places})"
    if column.holds_code_of:
        code = f"shown.{column.holds_code_of}"
        return f"replace({value}, {code}, {_named(code, names[column.holds_code_of])})"
    return value


def _named(code: str, names: dict[str, str]) -> str:
    """The Chinese name of a code; a code without one stays unchanged."""
    cases = " ".join(f"when {_literal(one)} then {_literal(name)}" for one, name in names.items())
    return f"case {code} {cases} else {code} end"


def _division_label(mart: Mart, column: Column) -> str | None:
    """村 beside 村代码; None if the column is no code of a division or the mart has its name."""
    if not (column.name.endswith("_code") and column.label_zh.endswith(CODE)):
        return None
    label = column.label_zh.removesuffix(CODE)
    has_name = column.name.replace("_code", "_name") in mart.column_names
    taken = label in {one.label_zh for one in mart.columns}
    return None if has_name or taken else label


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"
