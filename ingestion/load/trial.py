"""Takes a file on trial: its rows can be judged, but it never counts and does not stay.

The file is a receipt of an edition of its own (`ops.receipt.trial`). At the end it is deleted with
its rows, judgements and edition. The vault gets nothing of it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from fsspec.implementations.local import LocalFileSystem
from psycopg import sql

from ingestion.contract import Contract
from ingestion.database import driver_transaction
from ingestion.load.landing import LandedFile
from ingestion.load.moments import Stated
from ingestion.load.prepare import Preparer, WholeFile
from ingestion.load.receipts import Receipt, Receipts
from ingestion.load.receive import arrival_of
from ingestion.load.write_raw import store_rows
from ingestion.privacy import keys
from ingestion.privacy.deleted_people import DeletedPeople
from ingestion.privacy.stored_names import StoredNames
from ingestion.privacy.tokens import Tokens
from ingestion.settings import Settings

MARK = "update ops.receipt set trial = %s where load_id = %s"
#: A trial that was killed leaves its rows for a while; the next trial deletes them.
TRIALS = """
select distinct trial from ops.receipt
where trial = %s or trial is not null and loaded_at < now() - interval '1 hour'
"""
RAW_TABLES = "select tablename from pg_catalog.pg_tables where schemaname = 'raw'"
ROWS = "delete from {} where load_id in (select load_id from ops.receipt where trial = any(%s))"
OF_EDITION = (
    "delete from ops.load_state where edition = any(%s)",
    "delete from ops.current_unit where edition = any(%s)",
    "delete from ops.judged where edition = any(%s)",
    "delete from ops.receipt where trial = any(%s)",
)


@dataclass(frozen=True)
class Trial:
    """A file on trial: its receipt, and the edition in which it is judged."""

    load_id: int
    edition: str


@contextmanager
def on_trial(
    engine: sa.Engine, contract: Contract, period: str, name: str, data: bytes, settings: Settings
) -> Iterator[Trial]:
    """Store the file on trial, and delete it at the end."""
    edition = f"trial_{uuid4().hex}"
    try:
        with driver_transaction(engine) as connection:
            token_key = keys.check_key(connection, settings, keys.TOKEN)
            names = StoredNames.of_warehouse(connection, settings)
            receipt = Receipt(_landed(contract.feed, period, names.of(name), name, data))
            deleted_people = DeletedPeople.open(connection, settings)
            preparer = Preparer(contract, settings, token_key, deleted_people)
            arrival = arrival_of(receipt, preparer.whole(WholeFile(data, period)))
            arrival.screen(Tokens(token_key))
            [load_id] = Receipts(contract.feed).write(connection, [receipt])
            connection.execute(MARK, [edition, load_id])
            store_rows(connection, contract, [load_id], [arrival])
        yield Trial(load_id, edition)
    finally:
        _delete(engine, edition)


def _landed(feed: str, period: str, stored: str, name: str, data: bytes) -> LandedFile:
    return LandedFile(
        feed=feed,
        period=period,
        file_name=stored,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        received_at=datetime.now(UTC),
        matches_manifest=True,
        mtime=0,
        too_large=False,
        stated=Stated("", None),
        doubt=None,
        original_name=name,
        _path=name,
        _files=LocalFileSystem(),
    )


def _delete(engine: sa.Engine, edition: str) -> None:
    with driver_transaction(engine) as connection:
        editions = [row[0] for row in connection.execute(TRIALS, [edition])]
        for (table,) in connection.execute(RAW_TABLES).fetchall():
            connection.execute(sql.SQL(ROWS).format(sql.Identifier("raw", table)), [editions])
        for statement in OF_EDITION:
            connection.execute(statement, [editions])
