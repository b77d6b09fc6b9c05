"""Loads landed files into `raw`: each file with all its rows and its ledger line, or not at all.

Source: feeds.md, "Landing zone".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
import structlog

from ingestion.contract import Contract
from ingestion.load import landing
from ingestion.load.landing import ChangedSinceScan, LandedFile
from ingestion.load.place import is_of_one_file
from ingestion.load.prepare import Lines, Piece, PreparedFile, Preparer, WholeFile
from ingestion.load.receipts import Receipt, Receipts, look_of
from ingestion.load.write_raw import Arrival, ArrivedTable, store
from ingestion.privacy import keys
from ingestion.privacy.deleted_people import DeletedPeople
from ingestion.privacy.stored_names import StoredNames
from ingestion.privacy.vault import Vault
from ingestion.readers import CannotRead, CsvPiece, check_encoding, open_csv, over_size
from ingestion.settings import Settings
from ingestion.workers import Workers

log = structlog.get_logger(__name__)

#: With fewer bytes, preparing them is faster than starting processes.
WORTH_WORKERS = 512 * 1024
#: Workbooks are stored in batches, because the statements take most of the time of a single one.
FILES_AT_ONCE = 200
BYTES_AT_ONCE = 16 * 1024 * 1024
#: Workbooks per job: reading a village's workbook takes 2 milliseconds, and passing jobs one by one
#: costs a tenth of that.
FOR_A_PROCESS = 8


@dataclass
class Received:
    """The counts of one run: files read, held, unreadable, still growing, and rows written."""

    files: int = 0
    held: int = 0
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
) -> Received:
    """Load the feed's new files; known are name, bytes and stated time (`Receipts.is_new`).

    Raises only errors that stop the whole run (no connection, disk full). For a file that cannot be
    read, the problem is recorded in its ledger line.
    """
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        if not isinstance(driver, psycopg.Connection):
            raise TypeError("the warehouse must be reached through psycopg 3")
        driver.execute("select pg_advisory_lock(hashtext(%s))", [f"receive {contract.feed}"])
        driver.commit()
        try:
            run = _Run(driver, contract, settings)
            run.receive(landing_url, through)
            return run.received
        finally:
            if not driver.closed:
                driver.rollback()
                driver.execute("select pg_advisory_unlock_all()")
                driver.commit()


class _Run:
    """One run over the new files of a feed."""

    def __init__(
        self, connection: psycopg.Connection, contract: Contract, settings: Settings
    ) -> None:
        self.connection = connection
        self.contract = contract
        self.settings = settings
        self.received = Received()
        self.vault = Vault.open(connection, settings)
        self.deleted_people = DeletedPeople.open(connection, settings)
        self.token_key = keys.check_key(connection, settings, keys.TOKEN)
        self.names = StoredNames.of_warehouse(connection, settings)
        self.receipts = Receipts.of(connection, contract.feed, self.names)
        connection.commit()  # each batch below is a separate transaction

    def receive(self, landing_url: str, through: str | None) -> None:
        """Read and store the new files."""
        files = landing.scan(
            landing_url,
            {self.contract.feed: self.contract},
            through=through,
            seen=self.receipts.seen,
            max_packed_mb=self.settings.max_packed_mb,
            names=self.names,
            look=look_of(self.connection, self.settings.income_year_start_month),
        )
        self.receipts.remember_touched(self.connection, files)
        self.connection.commit()
        new = [file for file in files if self.receipts.is_new(file)]
        preparer = Preparer(self.contract, self.settings, self.token_key, self.deleted_people)
        batches = self._csv_files if self.contract.form == "csv" else self._workbooks
        is_much = sum(file.size for file in new) > WORTH_WORKERS
        with Workers(preparer, is_much=is_much) as workers:
            for batch in batches(self._to_be_read(new), workers):
                self._store(batch)

    def _to_be_read(self, new: Sequence[LandedFile]) -> Iterator[tuple[Receipt, bytes | None]]:
        """Each new file with its bytes; without the bytes if its rows are not to be read."""
        for file in new:
            receipt, data = Receipt(file), None
            if not file.matches_manifest:
                self.received.held += 1
            elif file.too_large:
                reason = over_size(self.settings)
                receipt.problem, receipt.detail = reason.problem, reason.detail
            else:
                try:
                    data = file.read()
                except OSError as error:
                    if not isinstance(error, ChangedSinceScan) and not is_of_one_file(error):
                        raise
                    self.received.growing += 1
                    name = file.file_name
                    log.warning(
                        "left to the next run", feed=file.feed, period=file.period, file=name
                    )
                    continue
            self.receipts.take(file)
            yield receipt, data

    def _workbooks(
        self, files: Iterator[tuple[Receipt, bytes | None]], workers: Workers[Preparer]
    ) -> Iterator[list[Arrival]]:
        """Arrivals of workbooks, in batches."""
        batch: list[Arrival] = []
        size = 0
        items = (
            (receipt, None if data is None else WholeFile(data, receipt.file.period))
            for receipt, data in files
        )
        for receipt, prepared in workers.map(Preparer.whole, items, at_once=FOR_A_PROCESS):
            batch.append(arrival_of(receipt, prepared) if prepared else Arrival(receipt))
            size += receipt.file.size
            if len(batch) >= FILES_AT_ONCE or size >= BYTES_AT_ONCE:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _csv_files(
        self, files: Iterator[tuple[Receipt, bytes | None]], workers: Workers[Preparer]
    ) -> Iterator[list[Arrival]]:
        """Arrivals of csv files, one per batch; their rows are prepared while they are stored."""
        for receipt, data in files:
            arrival = Arrival(receipt)
            if data is not None:
                try:
                    table, pieces = open_csv(self.contract, data, receipt.file.period)
                except CannotRead as reason:
                    receipt.problem, receipt.detail = reason.problem, reason.detail
                else:
                    receipt.has_rows = True
                    receipt.part = table.table if self.contract.kinds else None
                    lines = self._lines(arrival, table.table, pieces, workers)
                    arrival.tables = {table.table: ArrivedTable(table.notes, lines)}
            yield [arrival]

    def _lines(
        self, arrival: Arrival, table: str, pieces: Iterator[CsvPiece], workers: Workers[Preparer]
    ) -> Iterator[Lines]:
        """The rows of a csv file; raises CannotRead for F01, at the latest after the last row."""
        period = arrival.receipt.file.period
        rows = damaged = 0
        items = ((None, Piece(piece, table, period)) for piece in pieces)
        for _, prepared in workers.map(Preparer.piece, items):
            if prepared:
                arrival.secrets |= prepared.secrets
                arrival.marks += prepared.marks
                rows += sum(lines.rows for lines in prepared.lines)
                damaged += prepared.damaged
                yield from prepared.lines
        check_encoding(self.contract, rows, damaged)

    def _store(self, batch: Sequence[Arrival]) -> None:
        where = (self.connection, self.contract, self.receipts, self.vault)
        try:
            self.received.rows += store(*where, batch)
        except (CannotRead, psycopg.DataError) as reason:
            if len(batch) > 1:  # which of them it was
                for one in batch:
                    self._store([one])
                return
            [arrival] = batch
            refused = CannotRead("unreadable", "文件内容无法保存")
            told = reason if isinstance(reason, CannotRead) else refused
            arrival.receipt.problem, arrival.receipt.detail = told.problem, told.detail
            arrival.receipt.has_rows, arrival.receipt.part = False, None
            store(*where, [Arrival(arrival.receipt)])
        for one in batch:
            file, was_read = one.receipt.file, one.receipt.has_rows or one.receipt.problem
            self.received.files += bool(was_read)
            self.received.unreadable += one.receipt.problem is not None
            log.info("received", feed=file.feed, period=file.period, file=file.file_name)


def arrival_of(receipt: Receipt, prepared: PreparedFile) -> Arrival:
    """What is to be stored of a file that was read at once."""
    receipt.problem, receipt.detail = prepared.problem, prepared.detail
    receipt.unit, receipt.declared_period = prepared.unit_code, prepared.declared_period
    receipt.has_rows = prepared.problem is None
    receipt.part = prepared.kind
    tables = {table.table: ArrivedTable(table.notes, table.lines) for table in prepared.tables}
    return Arrival(receipt, tables, prepared.secrets, prepared.marks)
