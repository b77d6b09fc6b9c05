"""Landed files into `raw`: each file is in with all its rows and its ledger line, or not at all.

Source: feeds.md, "Landing zone".
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
import sqlalchemy as sa
import structlog
from psycopg import sql

from ingestion import citizen_id, landing
from ingestion.contract import CellType, Contract, Part
from ingestion.landing import ChangedSinceScan, LandedFile
from ingestion.periods import period_end
from ingestion.raw_columns import raw_columns
from ingestion.readers import ReadFile, ReadTable, over_size, read
from ingestion.readers.cells import normalise
from ingestion.settings import Settings
from ingestion.vault import Vault

log = structlog.get_logger(__name__)
Expand = Callable[[str | None], Sequence[Any]]


@dataclass
class Received:
    """What one run brought in: files read, held, copies, still growing, and rows written."""

    files: int = 0
    held: int = 0
    copies: int = 0
    unreadable: int = 0
    growing: int = 0
    rows: int = 0


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
    vault, received = Vault.from_settings(settings), Received()
    files = landing.scan(
        landing_url,
        {contract.feed: contract},
        through=through,
        seen=_seen(connection, contract.feed),
        max_packed_mb=settings.max_packed_mb,
    )
    known = _known(connection, contract.feed)
    new = [file for file in files if _is_new(file, known)]
    connection.commit()  # from here on each file is a transaction of its own
    for number, file in enumerate(new):
        try:
            with connection.transaction():
                _take(connection, contract, file, settings, vault, received)
        except ChangedSinceScan:
            received.growing += 1
            log.warning(
                "left to the next run", feed=file.feed, period=file.period, file=file.file_name
            )
        progress(number + 1, len(new))
    return received


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
    settings: Settings,
    vault: Vault,
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
        content = _read(contract, file, settings)
        received.files += 1
        received.unreadable += content.problem is not None
    load_id = _write_receipt(connection, contract, file, content)
    if content is not None and content.problem is None:
        for table in content.tables:
            part = contract.part(table.table)
            _copy_rows(connection, load_id, part, table, vault, period_end(file.period))
            received.rows += len(table.rows)
        vault.store(connection)
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
    part: Part,
    table: ReadTable,
    vault: Vault,
    period_ends: date,
) -> None:
    names = [column.name for column in raw_columns(part)]
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier("raw", part.table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for row in _rows(load_id, part, table, vault, period_ends):
                copy.write_row(row)
        cursor.executemany(
            "insert into raw.unknown_column values (%s, %s, %s, %s)",
            [(load_id, part.table, table.header_row, header) for header in table.unknown_columns],
        )


def _rows(
    load_id: int, part: Part, table: ReadTable, vault: Vault, period_ends: date
) -> Iterator[Sequence[Any]]:
    """Raw rows in the order of `raw_columns`: cells as received, personal data as tokens."""
    expand = _expansions(part, vault, period_ends)
    has_total = part.layout.total_label is not None
    for row in table.rows:
        out: list[Any] = [load_id, row.row_number]
        if has_total:
            out.append(row.is_total)
        for cell, expansion in zip(row.cells, expand, strict=True):
            if expansion is None:
                out.append(cell)
            else:
                out.extend(expansion(cell))
        yield out


def _expansions(part: Part, vault: Vault, period_ends: date) -> list[Expand | None]:
    """Per column: None for a cell kept as it is, else what stands in its place."""

    def of_citizen_id(cell: str | None) -> Sequence[Any]:
        if normalise(cell) is None:
            return (None, "blank", None, None)
        parsed = citizen_id.parse(cell, period_ends)
        token = vault.token("citizen_id", parsed.canonical)
        return (token, parsed.kind, parsed.birth_date, parsed.sex)

    def masked(kind: str, mask: Callable[[str | None], str | None]) -> Expand:
        def expansion(cell: str | None) -> Sequence[Any]:
            clear = normalise(cell)
            return (None, None) if clear is None else (vault.token(kind, clear), mask(clear))

        return expansion

    kinds: dict[CellType, Expand] = {
        CellType.CITIZEN_ID: of_citizen_id,
        CellType.NAME: masked("name", citizen_id.mask_name),
        CellType.PHONE: masked("phone", citizen_id.mask_phone),
    }
    return [kinds.get(column.type) for column in part.columns.values()]
