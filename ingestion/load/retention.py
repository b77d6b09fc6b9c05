"""Removes landed files after the retention time: `zengshou expire`.

A file is removed only if all its rows are in `raw` and it was judged. Files that could not be read,
are held, or were never received stay, regardless of their age. Source: domain.md, "Personal data".
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
from ingestion.privacy.stored_names import StoredNames
from ingestion.settings import get_settings

LOADED = """
select receipt.feed, receipt.period, receipt.file_name, receipt.sha256, max(receipt.loaded_at)
from ops.receipt as receipt
inner join ops.load_state as state
    on receipt.load_id = state.load_id and state.edition = 'marts'
where receipt.has_rows
group by receipt.feed, receipt.period, receipt.file_name, receipt.sha256
"""


@dataclass(frozen=True)
class Expired:
    """A landed file past the retention time; `reason` says why it stays, None if it is removed."""

    file: LandedFile
    reason: str | None


def expired(engine: sa.Engine, landing_url: str, days: int) -> Iterator[Expired]:
    """All files received and loaded more than `days` days ago, and whether each may be removed.

    Raises FileNotFoundError if there is no such landing zone.
    """
    before = datetime.now(UTC) - timedelta(days=days)
    with driver_transaction(engine) as connection:
        loaded = {tuple(row[:4]): row[4] for row in connection.execute(LOADED)}
        names = StoredNames.of_warehouse(connection, get_settings())
    for file in landing.scan(landing_url, load_contracts(), names=names):
        loaded_at = loaded.get((file.feed, file.period, file.file_name, file.sha256))
        if file.received_at >= before or (loaded_at is not None and loaded_at >= before):
            continue
        yield Expired(file, None if loaded_at is not None else "未完整入库 not fully loaded")


def remove(engine: sa.Engine, file: LandedFile, *, person: str, reason: str) -> None:
    """Remove a file that `expired` allows, with an audit row.

    Raises ChangedSinceScan if the landing zone holds other bytes now: these stay.
    """
    with driver_transaction(engine) as connection:
        subject = f"{file.feed}/{file.period}/{file.file_name} {file.sha256}"
        audit.record(connection, "expire", subject, person=person, reason=reason)
        file.remove()
