"""What people do to data already received is written down: who, when, why (table ops.audit).

Source: domain.md, "Personal data" (records of processing, Arts. 55-56).
"""

import psycopg

from ingestion.contract import load_contracts

#: The advisory locks of `receive` (one per feed) and of the gate.
JUDGE_LOCK = "zengshou judge"


class Refused(RuntimeError):
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
    """Wait for loads and checks in progress and hold new ones up until the transaction ends."""
    for name in [f"receive {feed}" for feed in sorted(load_contracts())]:
        connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [name])
    connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [JUDGE_LOCK])


def clear_scratch(connection: psycopg.Connection) -> None:
    """Drop the gate's scratch tables: the next check makes them again from `raw`."""
    connection.execute("select ops.clear_scratch()")
