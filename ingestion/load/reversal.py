"""Reverts a bad file and restores it: `zengshou loads revert`, `zengshou loads restore`.

Nothing is deleted: rows stay in `raw`, judgements in `ops`. A reversal applies to the bytes, so
copies under other names share it. It applies from its own timestamp on: an edition of an earlier
time still counts the file.
"""

from dataclasses import dataclass
from typing import Literal

import psycopg
import sqlalchemy as sa

from ingestion.database import driver_transaction
from ingestion.privacy.audit import Refused, require_reason

Action = Literal["revert", "restore"]
SAME_BYTES = """
select reversal.action, reversal.load_id
from ops.receipt as receipt
inner join ops.receipt as same
    on receipt.feed = same.feed and receipt.period = same.period and receipt.sha256 = same.sha256
inner join ops.reversal as reversal on same.load_id = reversal.load_id
where receipt.load_id = %s
order by reversal.reversal_id desc limit 1
"""


@dataclass(frozen=True)
class Reversal:
    """The result of an order; `changed` is false if the file already had the wanted state."""

    load_id: int
    feed: str
    period: str
    file_name: str
    changed: bool


def revert(engine: sa.Engine, load_id: int, *, person: str, reason: str) -> Reversal:
    """Revert the file from now on. Raises Refused: unknown file, held file, no reason."""
    return _reverse(engine, load_id, "revert", person, reason)


def restore(engine: sa.Engine, load_id: int, *, person: str, reason: str) -> Reversal:
    """Undo `revert`. Raises Refused as above."""
    return _reverse(engine, load_id, "restore", person, reason)


def _reverse(engine: sa.Engine, load_id: int, action: Action, person: str, reason: str) -> Reversal:
    require_reason(person, reason)
    with driver_transaction(engine) as connection:
        # One order at a time: two concurrent orders would both read the old state.
        connection.execute("lock table ops.reversal in share row exclusive mode")
        feed, period, file_name = _file(connection, load_id)
        found = connection.execute(SAME_BYTES, [load_id]).fetchone()
        changed = (found[0] if found else "restore") != action
        if changed:
            connection.execute(
                "insert into ops.reversal (load_id, action, person, reason)"
                " values (%s, %s, %s, %s)",
                [load_id, action, person.strip(), reason.strip()],
            )
    return Reversal(load_id, feed, period, file_name, changed)


def _file(connection: psycopg.Connection, load_id: int) -> tuple[str, str, str]:
    row = connection.execute(
        "select feed, period, file_name, matches_manifest from ops.receipt where load_id = %s",
        [load_id],
    ).fetchone()
    if row is None:
        raise Refused(f"there is no load {load_id}: `zengshou loads list` shows them")
    if not row[3]:
        raise Refused(f"load {load_id} is held (F06): it has no rows to revert or restore")
    return row[0], row[1], row[2]
