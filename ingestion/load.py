"""Landed files into `raw`: each file is in with all its rows and its ledger line, or not at all.

Source: feeds.md, "Landing zone".
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
import structlog
from psycopg import sql

from ingestion import landing
from ingestion.contract import Contract
from ingestion.forgotten import Forgotten
from ingestion.landing import ChangedSinceScan, LandedFile
from ingestion.periods import period_end
from ingestion.raw_columns import raw_columns
from ingestion.raw_rows import RawRows
from ingestion.readers import ReadFile, ReadTable, over_size, read
from ingestion.settings import Settings
from ingestion.vault import Vault

log = structlog.get_logger(__name__)


@dataclass
class Received:
    """What one run brought in: files read, held, copies, still growing, and rows written."""

    files: int = 0
    held: int = 0
    copies: int = 0
    unreadable: int = 0
    growing: int = 0
    rows: int = 0


@dataclass(frozen=True)
class _Reader:
    """What a run needs to make raw rows of a file."""

    vault: Vault
    forgotten: Forgotten
    settings: Settings


def receive(
    engine: sa.Engine,
    contract: Contract,
    landing_url: str,
    settings: Settings,
    *,
    through: str | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Received:
    """Load the feed's new files. A file already known under its name is left alone.

    Raises only what stops the whole run (no connection, disk full); a file that cannot be
    read becomes a ledger line with its problem.
    """
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        if not isinstance(driver, psycopg.Connection):
            raise TypeError("the warehouse must be reached through psycopg 3")
        driver.execute("select pg_advisory_lock(hashtext(%s))", [f"receive {contract.feed}"])
        driver.commit()
        try:
            return _receive(driver, contract, landing_url, settings, through, progress)
        finally:
            if not driver.closed:
                driver.rollback()
                driver.execute("reset synchronous_commit")
                driver.execute("select pg_advisory_unlock_all()")
                driver.commit()


def _receive(
    connection: psycopg.Connection,
    contract: Contract,
    landing_url: str,
    settings: Settings,
    through: str | None,
    progress: Callable[[int, int], None],
) -> Received:
    reader = _Reader(
        Vault.open(connection, settings), Forgotten.open(connection, settings), settings
    )
    received = Received()
    files = landing.scan(
        landing_url,
        {contract.feed: contract},
        through=through,
        seen=_seen(connection, contract.feed),
        max_packed_mb=settings.max_packed_mb,
    )
    known = _known(connection, contract.feed)
    new = [file for file in files if _is_new(file, known)]
    # A commit need not wait for the disk: should the server crash, the newest files are gone with
    # their ledger lines and are read again. The last file's commit waits, and with it all before
    # it; if that file is left to the next run, the server writes the others within a second.
    connection.execute("set synchronous_commit = off")
    connection.commit()  # from here on each file is a transaction of its own
    for number, file in enumerate(new):
        if number + 1 == len(new):
            connection.execute("reset synchronous_commit")
            connection.commit()
        try:
            with connection.transaction(), _no_search_for_cycles():
                _take(connection, contract, file, reader, received)
        except ChangedSinceScan:
            received.growing += 1
            log.warning(
                "left to the next run", feed=file.feed, period=file.period, file=file.file_name
            )
        progress(number + 1, len(new))
    return received


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """The rows of a file are millions of objects without a cycle among them.

    To look for one again and again took Python a quarter of the time of a load.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _seen(
    connection: psycopg.Connection, feed: str
) -> dict[tuple[str, str, str], tuple[int, float, str]]:
    """Size, time and hash of files met before, so that they need not be read again."""
    rows = connection.execute(
        "select distinct on (period, file_name) period, file_name, size, modified_at, sha256"
        " from ops.receipt where feed = %s order by period, file_name, load_id desc",
        [feed],
    )
    return {(feed, row[0], row[1]): (row[2], row[3], row[4]) for row in rows}


def _known(connection: psycopg.Connection, feed: str) -> dict[tuple[str, str, str], bool]:
    rows = connection.execute(
        "select period, file_name, sha256, matches_manifest from ops.receipt where feed = %s",
        [feed],
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def _is_new(file: LandedFile, known: dict[tuple[str, str, str], bool]) -> bool:
    """True unless these bytes were taken under this name, or are held and still to be held.

    The manifest may announce the next version while the one already taken still lies there.
    """
    was_whole = known.get((file.period, file.file_name, file.sha256))
    return was_whole is None or (file.matches_manifest and not was_whole)


def _take(
    connection: psycopg.Connection,
    contract: Contract,
    file: LandedFile,
    reader: _Reader,
    received: Received,
) -> None:
    """One file into the ledger, with its rows unless it is held, a copy or cannot be read."""
    connection.execute(
        "delete from ops.receipt where feed = %s and period = %s and file_name = %s"
        " and not matches_manifest",
        [file.feed, file.period, file.file_name],
    )
    content: ReadFile | None = None
    if not file.matches_manifest:
        received.held += 1
    elif _is_copy(connection, file):
        received.copies += 1
    else:
        content = _read(contract, file, reader.settings)
        received.files += 1
        received.unreadable += content.problem is not None
    load_id = _write_receipt(connection, contract, file, content)
    if content is not None and content.problem is None:
        for table in content.tables:
            part = contract.part(table.table)
            rows = RawRows(part, reader.vault, reader.forgotten, period_end(file.period))
            _copy_rows(connection, load_id, rows, table)
            received.rows += len(table.rows)
        reader.vault.store(connection)
    log.info("received", feed=file.feed, period=file.period, file=file.file_name, load_id=load_id)


def _read(contract: Contract, file: LandedFile, settings: Settings) -> ReadFile:
    if file.too_large:
        return over_size(settings)
    return read(contract, file.read(), settings, file.period)


def _is_copy(connection: psycopg.Connection, file: LandedFile) -> bool:
    """True if the same bytes came earlier in the same feed and period (ties by name)."""
    found = connection.execute(
        "select 1 from ops.receipt where feed = %s and period = %s and sha256 = %s"
        ' and matches_manifest and (received_at, file_name collate "C") < (%s, %s) limit 1',
        [file.feed, file.period, file.sha256, file.received_at, file.file_name],
    )
    return found.fetchone() is not None


def _write_receipt(
    connection: psycopg.Connection, contract: Contract, file: LandedFile, content: ReadFile | None
) -> int:
    has_rows = content is not None and content.problem is None
    row = connection.execute(
        "insert into ops.receipt (feed, period, file_name, sha256, size, modified_at, received_at,"
        " matches_manifest, problem, problem_detail, part, unit, declared_period, has_rows)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning load_id",
        [
            file.feed,
            file.period,
            file.file_name,
            file.sha256,
            file.size,
            file.mtime,
            file.received_at,
            file.matches_manifest,
            content.problem if content else None,
            content.detail if content else None,
            content.tables[0].table
            if content and content.tables and len(contract.received_parts) > 1
            else None,
            content.unit_code if content else None,
            content.declared_period if content else None,
            has_rows,
        ],
    ).fetchone()
    if row is None:
        raise RuntimeError("the ledger gave no load_id")
    return int(row[0])


def _copy_rows(
    connection: psycopg.Connection,
    load_id: int,
    rows: RawRows,
    table: ReadTable,
) -> None:
    part = rows.part
    names = [column.name for column in raw_columns(part)]
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier("raw", part.table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for lines in rows.of(load_id, table):
                copy.write(lines)
        cursor.executemany(
            "insert into raw.unknown_column values (%s, %s, %s, %s)",
            [(load_id, part.table, table.header_row, header) for header in table.unknown_columns],
        )
