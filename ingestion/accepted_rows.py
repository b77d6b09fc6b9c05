"""Accepted rows: the one definition of which received rows count, as views of schema `accepted`.

`accepted.<table>` has the columns of `raw.<table>` and `judgement_id`: the rows that count at that
judgement of gate `reject`. The gate, staging and the sums of files all read these views. The counts
in `ops.judgement` do not: the gate works them out of its own findings, and the conservation check
compares both. Source: feeds.md, "Landing zone" and "Scope".
"""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from ingestion.contract import Contract, Part
from ingestion.definitions import is_defined, note_defined
from ingestion.raw_columns import raw_columns

SCHEMA = "accepted"
PRESENT = "select viewname from pg_views where schemaname = 'accepted'"
ROSTER = "household_roster"
#: `offset 0`: the rows are found judgement by judgement. So PostgreSQL knows how many rows a file
#: has. Otherwise it expects a thousandth of them, and lays each beside all exceptions of the file.
VIEW = """
create view accepted.{table} as
select judgement.judgement_id, judgement.load_id, {columns}
from ops.judgement as judgement
cross join lateral (
    select received.*
    from raw.{table} as received
    left join ops.row_exception as exception
        on exception.judgement_id = judgement.judgement_id
        and exception.table_name = '{table}'
        and exception.row_number = received.row_number
    {joins}
    where received.load_id = judgement.load_id and {conditions}
    offset 0
) as received
where judgement.gate = 'reject'
"""
#: People with a valid ID on a judged roster, once each.
LISTED_PERSON = """
create view accepted.listed_person as
select
    judgement_id,
    citizen_id_token,
    bool_or(cell.text(student_status) is not null) as is_student
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
    """SQL condition for a row `received` about people, with the person `listed` laid beside it.

    Departments send everybody; people who are not on the roster in force are out of scope. Nobody
    can say of an invalid ID whether it is on the roster, so such a row is in scope.
    """
    return f"(received.{person}_kind = 'invalid' or listed.citizen_id_token is not null)"


def sync_accepted_rows(connection: sa.Connection, contracts: dict[str, Contract]) -> None:
    """Make the views anew where the contracts, or this module, define others than are there."""
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
    """The roster first: who is listed on it decides which rows of other tables count."""
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
        columns=", ".join(f"received.{name}" for name in columns),
        joins=LISTED.format(person=part.person) if part.person else "",
        conditions=" and ".join(_conditions(part)),
    )


def _conditions(part: Part) -> Iterable[str]:
    yield "exception.row_number is null"
    if part.layout.total_label:
        yield "not received.is_total"
    if part.person:
        yield in_scope(part.person)
