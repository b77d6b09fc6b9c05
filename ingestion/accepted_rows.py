"""The views of schema `accepted`: the single definition of which received rows count.

`accepted.<table>` has `judgement_id` and the columns of `raw.<table>`. It holds the rows that count
at that judgement of gate `reject`; members count if the row counts that lists them. The gate,
staging and the file totals read these views. The counts in `ops.judgement` do not: the gate
computes them from its own findings, and the conservation check compares both. Source: feeds.md,
"Landing zone" and "Scope".
"""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from ingestion.contract import Contract, Part
from ingestion.definitions import is_defined, note_defined
from ingestion.raw_columns import raw_columns

SCHEMA = "accepted"
PRESENT = "select viewname from pg_views where schemaname = 'accepted'"
ROSTER = "household_roster"
#: `offset 0` keeps the subquery separate: PostgreSQL reads the rows of one judgement at a time and
#: estimates the rows of one file. Without it, PostgreSQL expects a thousandth of the rows and
#: compares each row with all exceptions of the file.
VIEW = """
create view accepted.{table} as
select judgement.judgement_id, judgement.load_id, {columns}
from ops.judgement as judgement
cross join lateral (
    select received.*
    from raw.{table} as received
    left join ops.row_exception as exception
        on exception.judgement_id = judgement.judgement_id
        and exception.table_name = '{counted}'
        and exception.row_number = received.row_number
    {joins}
    where received.load_id = judgement.load_id and {conditions}
    offset 0
) as received
where judgement.gate = 'reject'
"""
#: People with a valid ID on a judged roster, one row per person.
LISTED_PERSON = """
create view accepted.listed_person as
select
    judgement_id,
    citizen_id_token,
    bool_or(cell.text(student_status) is not null) as is_student,
    min(cell.code(household_id)) as household_id
from accepted.household_roster
where citizen_id_kind = 'citizen'
group by judgement_id, citizen_id_token
"""
LISTED = """
left join accepted.listed_person as listed
    on listed.judgement_id = judgement.roster_judgement_id
    and listed.citizen_id_token = received.{person}_token
"""


def in_scope(person: str) -> str:
    """SQL condition for a row `received` about a person, left-joined to `listed`.

    Departments send all residents; people who are not on the roster in force are out of scope. An
    invalid ID cannot be looked up on the roster, so its row is in scope.
    """
    return f"(received.{person}_kind = 'invalid' or listed.citizen_id_token is not null)"


def sync_accepted_rows(connection: sa.Connection, contracts: dict[str, Contract]) -> None:
    """Recreate the views if their definitions have changed."""
    views = dict(_views(contracts))
    statements = list(views.values())
    present = set(connection.execute(sa.text(PRESENT)).scalars())
    if present == set(views) and is_defined(connection, SCHEMA, statements):
        return
    if present:
        names = ", ".join(f'accepted."{name}"' for name in sorted(present))
        connection.execute(sa.text(f"drop view {names}"))
    for statement in statements:
        connection.execute(sa.text(statement))
    note_defined(connection, SCHEMA, statements)


def _views(contracts: dict[str, Contract]) -> Iterator[tuple[str, str]]:
    """Yield the roster views first: the views of other tables depend on them."""
    parts = [part for contract in contracts.values() for part in contract.parts]
    rosters = [part for part in parts if part.table == ROSTER]
    for part in rosters:
        yield part.table, _view(part)
        yield "listed_person", LISTED_PERSON
    for part in parts:
        if part not in rosters:
            yield part.table, _view(part)


def _view(part: Part) -> str:
    columns = [column.name for column in raw_columns(part) if column.name != "load_id"]
    return VIEW.format(
        table=part.table,
        counted=part.listed_in or part.table,
        columns=", ".join(f"received.{name}" for name in columns),
        joins=LISTED.format(person=part.person) if part.person else "",
        conditions=" and ".join(_conditions(part)),
    )


def _conditions(part: Part) -> Iterable[str]:
    yield "exception.row_number is null"
    if part.layout.has_total_rows:
        yield "not received.is_total"
    if part.person:
        yield in_scope(part.person)
