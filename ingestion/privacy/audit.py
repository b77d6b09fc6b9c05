"""Records what people do to received data: who, when and why (table ops.audit).

Source: domain.md, "Personal data" (records of processing, Arts. 55-56).
"""

import psycopg

from ingestion.contract import load_contracts
from ingestion.errors import ZengshouError

#: Advisory lock names of the gate and of the build and publication of the marts. `receive` has its
#: own locks, one per feed.
JUDGE_LOCK = "zengshou judge"
BUILD_LOCK = "zengshou build marts"


class Refused(ZengshouError):
    """An order that cannot be carried out as given; the one-line message gives the reason."""


def record(
    connection: psycopg.Connection, action: str, subject: str, *, person: str, reason: str
) -> None:
    """Add a row to ops.audit in the caller's transaction; Refused without person or reason."""
    require_reason(person, reason)
    connection.execute(
        "insert into ops.audit (person, action, subject, reason) values (%s, %s, %s, %s)",
        [person.strip(), action, subject, reason.strip()],
    )


def require_reason(person: str, reason: str) -> None:
    """Raise Refused if person or reason is blank."""
    if not person.strip() or not reason.strip():
        raise Refused("the person and the reason must not be blank: --by NAME --reason TEXT")


def keep_loads_out(connection: psycopg.Connection) -> None:
    """Wait for running loads, checks and builds; block new ones until the transaction ends."""
    locks = [f"receive {feed}" for feed in sorted(load_contracts())]
    for name in [*locks, JUDGE_LOCK, BUILD_LOCK]:
        connection.execute("select pg_advisory_xact_lock(hashtext(%s))", [name])


def clear_scratch(connection: psycopg.Connection) -> None:
    """Drop the gate's scratch tables: the next check rebuilds them from `raw`."""
    connection.execute("select ops.clear_scratch()")
