"""Does a query bring rows of different households together? Read from its SQL with sqlglot.

A table is spread by its key (`meta.distribution_key`) or small and everywhere. A CTE is spread as
long as it keeps the key; what it sums up without the key is a figure of many households and as
good as small.
"""

from collections.abc import Iterator, Mapping
from typing import cast

from sqlglot import exp, parse_one
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

#: The columns of each table of a schema, and the key of a table that is spread.
Columns = Mapping[str, Mapping[str, list[str]]]
Keys = Mapping[tuple[str, str], str]
#: Key columns of each spread source of a query.
Held = dict[str, set[str]]


def brought_together(
    query: str, columns: Columns, keys: Keys, also: frozenset[str] = frozenset()
) -> list[str]:
    """Each join, window, `distinct on` and subquery of the query that crosses households.

    Columns named in `also` may tie the tables of a join, too.
    """
    tree = qualify(
        parse_one(query, dialect="postgres"),
        dialect="postgres",
        schema={
            schema: {table: dict.fromkeys(names, "text") for table, names in tables.items()}
            for schema, tables in columns.items()
        },
        validate_qualify_columns=False,
        quote_identifiers=False,
    )
    kept: dict[int, set[str] | None] = {}
    found: list[str] = []
    for scope in traverse_scope(tree):
        if isinstance(scope.expression, exp.SetOperation):
            kept[id(scope.expression)] = _kept_by_union(scope.expression, kept)
        if not isinstance(scope.expression, exp.Select):
            continue
        held = _held(scope, keys, kept)
        found += _joins(scope, held, also)
        found += _windows(scope, held)
        found += _subqueries(scope, held)
        kept[id(scope.expression)] = _kept(scope, held)
    return found


def _held(scope: Scope, keys: Keys, kept: dict[int, set[str] | None]) -> Held:
    held: Held = {}
    for name, source in scope.selected_sources.items():
        read = source[1]
        if isinstance(read, Scope):
            of_scope = kept.get(id(read.expression))
            if of_scope is not None:
                held[name] = of_scope
        elif key := keys.get((read.db, read.name)):
            held[name] = {key}
    return held


def _kept(scope: Scope, held: Held) -> set[str] | None:
    """Key columns among what a select gives; None if it is small or gathers many households."""
    select = cast(exp.Select, scope.expression)
    given = {one.alias_or_name for one in select.selects if _is_key(one.unalias(), held)}
    grouped = select.args.get("group")
    if not held:
        return None
    if grouped is not None or (select.find(exp.AggFunc) and not select.find(exp.Window)):
        by_key = grouped and any(_is_key(one, held) for one in grouped.expressions)
        return given if by_key else None
    if select.args.get("distinct") is not None and not given:
        return None
    return given


def _kept_by_union(union: exp.SetOperation, kept: dict[int, set[str] | None]) -> set[str] | None:
    branches = [kept.get(id(branch.unnest())) for branch in (union.left, union.right)]
    spread = [branch for branch in branches if branch is not None]
    return set.intersection(*spread) if spread else None


def _is_key(one: exp.Expr, held: Held) -> bool:
    """A key column, or the first one that is there (after a full join)."""
    if isinstance(one, exp.Coalesce):
        return all(_is_key(part, held) for part in [one.this, *one.expressions])
    return isinstance(one, exp.Column) and one.name in held.get(one.table, ())


def _is_one_of(one: exp.Expr, names: frozenset[str]) -> bool:
    return isinstance(one, exp.Column) and one.name in names


def _joins(scope: Scope, held: Held, also: frozenset[str]) -> Iterator[str]:
    """Spread sources that no equality of keys ties to the others."""
    if len(held) < 2:
        return
    tied = {name: name for name in held}
    for equality in scope.find_all(exp.EQ):
        sides = [equality.left, equality.right]
        if all(_is_key(side, held) or _is_one_of(side, also) for side in sides):
            tables = [column.table for side in sides for column in side.find_all(exp.Column)]
            for table in tables[1:]:
                if not {table, tables[0]} <= tied.keys():
                    continue
                old, new = tied[table], tied[tables[0]]
                tied = {name: new if root == old else root for name, root in tied.items()}
    if len(set(tied.values())) > 1:
        yield "join of " + " and ".join(sorted(held))


def _windows(scope: Scope, held: Held) -> Iterator[str]:
    if not held:
        return
    select = cast(exp.Select, scope.expression)
    named = {one.name: one for one in select.args.get("windows") or []}
    for window in scope.find_all(exp.Window):
        partitioned = window
        while partitioned.alias in named:
            partitioned = named[partitioned.alias]
        partition = partitioned.args.get("partition_by") or []
        if window.arg_key != "windows" and not any(_is_key(one, held) for one in partition):
            yield f"window {window.sql(dialect='postgres')}"
    first = (select.args.get("distinct") or exp.Distinct()).args.get("on")
    if first is not None:
        given = {one.alias_or_name for one in select.selects if _is_key(one.unalias(), held)}
        if not given & {column.name for column in first.find_all(exp.Column)}:
            yield f"distinct on ({first.sql(dialect='postgres')})"


def _subqueries(scope: Scope, held: Held) -> Iterator[str]:
    """A correlated subquery over a spread table looks at its own household only."""
    if not held or not scope.external_columns:
        return
    outer = {(column.table, column.name) for column in scope.external_columns}
    for equality in scope.find_all(exp.EQ):
        for one, other in ((equality.left, equality.right), (equality.right, equality.left)):
            is_outer = isinstance(other, exp.Column) and (other.table, other.name) in outer
            if is_outer and _is_key(one, held) and isinstance(one, exp.Column):
                return
    yield "subquery over " + " and ".join(sorted(held))
