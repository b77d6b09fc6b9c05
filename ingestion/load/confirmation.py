"""Lets a held version that shrinks count (F09): `zengshou loads confirm`.

The version counts by its own receipt time. An edition of a time before the confirmation still holds
it. Source: feeds.md, "Doubtful input" (Versions that shrink).
"""

from dataclasses import dataclass

import sqlalchemy as sa

from ingestion.database import driver_transaction
from ingestion.privacy.audit import Refused, require_reason

FILE = """
select
    load.feed, load.period, load.file_name, load.status, coalesce(load.reason, ''),
    exists (select from ops.confirmation as earlier where earlier.load_id = load.load_id)
from ops.load as load where load.load_id = %s
"""
HELD_FOR_ITS_SIZE = "F09"


@dataclass(frozen=True)
class Confirmation:
    """The result of an order; `changed` is false if the file was confirmed before."""

    load_id: int
    feed: str
    period: str
    file_name: str
    changed: bool


def confirm(engine: sa.Engine, load_id: int, *, person: str, reason: str) -> Confirmation:
    """Let the version count from now on.

    Raises Refused: unknown file, file that is not held for its size, no reason.
    """
    require_reason(person, reason)
    with driver_transaction(engine) as connection:
        connection.execute("lock table ops.confirmation in share row exclusive mode")
        row = connection.execute(FILE, [load_id]).fetchone()
        if row is None:
            raise Refused(f"there is no load {load_id}: `zengshou loads list` shows them")
        feed, period, file_name, status, why, is_confirmed = row
        if is_confirmed:
            return Confirmation(load_id, feed, period, file_name, changed=False)
        if status != "held" or not why.startswith(HELD_FOR_ITS_SIZE):
            raise Refused(f"load {load_id} is {status}, not held for its size (F09)")
        connection.execute(
            "insert into ops.confirmation (load_id, person, reason) values (%s, %s, %s)",
            [load_id, person.strip(), reason.strip()],
        )
    return Confirmation(load_id, feed, period, file_name, changed=True)
