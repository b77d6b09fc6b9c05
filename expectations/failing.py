"""The rows that fail a check, in SQL over the facts of a part's rows.

`expectations.broken` defines the condition for each kind of check. This module turns it into a
count and a query for the failing rows; both apply the check's `when`.
"""

from dataclasses import dataclass

from expectations.broken import Subject, blank, broken
from expectations.literals import literal
from ingestion.checks import LineIsRead
from ingestion.checks.base import BaseCheck, When
from ingestion.contract import Contract, Part
from ingestion.raw_columns import LINE_PROBLEM

#: As an aggregate, so that one query returns all counts of a suite in one row.
COUNT_OF = "(select count(*) from ({query}) as failing) + 0 * count(*)"
FAILING_ROWS = "select load_id, row_number, {header} as column_name from {rows} where {condition}"


@dataclass(frozen=True)
class Failing:
    """The rows that fail a check.

    `count`: SQL expression for their number. `rows`: query for all of them as (load_id, row_number,
    column_name). `facts`: the columns of the fact table that both use.
    """

    count: str
    rows: str
    facts: frozenset[str]


def failing(
    check: BaseCheck, part: Part | None, table: str, contract: Contract | None = None
) -> Failing:
    """The rows of the facts `gate.<table>` that fail the check."""
    when, asked = _when(check, part)
    rows = f"gate.{table}"
    among = f"(select * from {rows} where {when})" if when else rows
    header = literal(header_of(check, part))
    how = broken(check, Subject(part, among, header, contract))
    facts = frozenset(how.facts) | asked
    if how.query:
        return Failing(COUNT_OF.format(query=how.query), how.query, facts)
    condition = f"({when}) and ({how.condition})" if when else how.condition
    query = FAILING_ROWS.format(header=how.header or header, rows=rows, condition=condition)
    return Failing(f"count(*) filter (where {condition})", query, facts)


def header_of(check: BaseCheck, part: Part | None) -> str:
    """The Chinese header of the cell under which a failure is reported; empty if there is none."""
    column = check.told_at()
    return part.columns[column].header if part and column else ""


def _when(check: BaseCheck, part: Part | None) -> tuple[str, frozenset[str]]:
    """The condition for judging a row, and the facts it uses; no facts if all rows are judged.

    A csv line that could not be taken apart breaks no other rule.
    """
    condition, facts = _when_asked(check.when, part)
    if part is None or not part.is_csv or isinstance(check, LineIsRead):
        return condition, facts
    is_read = f"{LINE_PROBLEM} is null"
    return f"{is_read} and {condition}" if condition else is_read, facts | {LINE_PROBLEM}


def _when_asked(when: When | None, part: Part | None) -> tuple[str, frozenset[str]]:
    if part is None or when is None:
        return "", frozenset()
    if when.equals is not None:
        return f"{when.column} = {literal(when.equals)}", frozenset({when.column})
    is_blank, fact = blank(part, when.column)
    return f"not ({is_blank})", frozenset({fact})
