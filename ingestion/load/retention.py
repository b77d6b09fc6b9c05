"""Removing landed files whose time is over: `zengshou expire`.

A file goes only if every one of its rows is in `raw` and it was judged. What could not be read,
is held, or was never taken stays, however old it is.
Source: domain.md, "Personal data".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.database import driver_transaction
from ingestion.load import landing
from ingestion.load.landing import LandedFile
from ingestion.privacy import audit

#: A copy has no rows of its own: then those of the same bytes count.
LOADED = """
select receipt.feed, receipt.period, receipt.file_name, receipt.sha256, max(receipt.loaded_at)
from ops.receipt as receipt
inner join ops.load_state as state
    on receipt.load_id = state.load_id and state.edition = 'marts'
where receipt.matches_manifest and exists (
    select from ops.receipt as same
    where same.feed = receipt.feed and same.period = receipt.period
        and same.sha256 = receipt.sha256 and same.has_rows
)
group by receipt.feed, receipt.period, receipt.file_name, receipt.sha256
"""


@dataclass(frozen=True)
class Expired:
    """A landed file that is old; `reason` says why it stays, None if it goes."""

    file: LandedFile
    reason: str | None


def expired(engine: sa.Engine, landing_url: str, days: int) -> Iterator[Expired]:
    """All files received and loaded more than so many days ago, and whether they may go.

    Raises FileNotFoundError if there is no such landing zone.
    """
    before = datetime.now(UTC) - timedelta(days=days)
    with driver_transaction(engine) as connection:
        loaded = {tuple(row[:4]): row[4] for row in connection.execute(LOADED)}
    for file in landing.scan(landing_url, load_contracts()):
        loaded_at = loaded.get((file.feed, file.period, file.file_name, file.sha256))
        if file.received_at >= before or (loaded_at is not None and loaded_at >= before):
            continue
        yield Expired(file, None if loaded_at is not None else "未完整入库 not fully loaded")


def remove(engine: sa.Engine, file: LandedFile, *, person: str, reason: str) -> None:
    """Remove a file that `expired` lets go, with an audit row.

    Raises ChangedSinceScan if other bytes lie there by now: they stay.
    """
    with driver_transaction(engine) as connection:
        subject = f"{file.feed}/{file.period}/{file.file_name} {file.sha256}"
        audit.record(connection, "expire", subject, person=person, reason=reason)
        file.remove()
