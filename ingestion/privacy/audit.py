"""What people do to data already received is written down: who, when, why (table ops.audit).

Source: domain.md, "Personal data" (records of processing, Arts. 55-56).
"""

import psycopg

from ingestion.contract import load_contracts
from ingestion.errors import ZengshouError

#: The advisory locks of the gate and of the build and publication of the marts, beside those of
#: `receive` (one per feed).
JUDGE_LOCK = "zengshou judge"
BUILD_LOCK = "zengshou build marts"


class Refused(ZengshouError):
    """An order that cannot be carried out as given; the message is one line and says why."""


def record(
    connection: psycopg.Connection, action: str, subject: str, *, person: str, reason: str
) -> None:
    """Add a row to ops.audit in the caller's transaction. Refused without person or reason."""
    require_reason(person, reason)
    connection.execute(
        "insert into ops.audit (person, action, subject, reason) values (%s, %s, %s, %s)",
        [person.strip(), action, subject, reason.strip()],
    )


def require_reason(person: str, reason: str) -> None:
    """Refused unless both say something."""
    if not person.strip() or not reason.strip():
        raise Refused("who does it and why must not be blank: --by NAME --reason TEXT")


def keep_loads_out(connection: psycopg.Connection) -> None:
    """Wait for loads, checks and builds in progress and hold new ones up until the transaction
    ends."""
    locks = [f"receive {feed}" for feed in sorted(load_contracts())]
    for name in [*locks, JUDGE_LOCK, BUILD_LOCK]:
        connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [name])


def clear_scratch(connection: psycopg.Connection) -> None:
    """Drop the gate's scratch tables: the next check makes them again from `raw`."""
    connection.execute("select ops.clear_scratch()")
