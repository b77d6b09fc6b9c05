"""Writes prepared files to the database: ledger lines, rows and clear values in one transaction.

Headers and labels pass the screen here, cells before (`cell_screen.py`), file names when the
landing zone is scanned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from ingestion.contract import Contract, Part
from ingestion.load.cell_screen import Mark
from ingestion.load.prepare import Lines
from ingestion.load.receipts import Receipt, Receipts
from ingestion.notes import Note
from ingestion.privacy.screen import screen, screen_code
from ingestion.privacy.tokens import Secrets, Tokens
from ingestion.privacy.vault import Vault
from ingestion.raw_columns import raw_columns
from ingestion.readers.cells import header_key

SCREENED = """
insert into ops.screened (load_id, place, token, table_name, row_number, column_name)
values (%s, %s, %s, %s, %s, %s)
"""


NOTES = """
insert into raw.reader_note (load_id, table_name, note, row_number, column_name, value)
values (%s, %s, %s, %s, %s, %s)
"""


@dataclass(slots=True)
class ArrivedTable:
    """A table of a file; its rows may be prepared while they are stored."""

    notes: Sequence[Note]
    lines: Iterable[Lines]


@dataclass(slots=True)
class Arrival:
    """A file to store: its ledger line, its tables for `raw` and its secrets for the vault.

    `marks` are the places of masked texts.
    """

    receipt: Receipt
    tables: Mapping[str, ArrivedTable] = field(default_factory=dict)
    secrets: Secrets = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def screen(self, tokens: Tokens) -> None:
        """Mask the texts that are no cells, and keep their originals."""
        receipt, file = self.receipt, self.receipt.file
        if file.original_name != file.file_name:
            self._keep("file name", tokens, file.original_name)
        for text in (receipt.unit, receipt.detail):
            if text and screen(text).secrets:
                self._keep("label", tokens, text)
        receipt.unit, receipt.detail = _masked(receipt.unit), _masked(receipt.detail)
        for name, table in self.tables.items():
            for note in table.notes:
                if note.name and screen(note.name).secrets:
                    self._keep("header", tokens, note.name, name, note.row_number)
            table.notes = [
                note._replace(
                    name=note.name and header_key(_masked(note.name)),
                    value=note.value and screen_code(note.value, tokens.maker("citizen_id")),
                )
                for note in table.notes
            ]

    def _keep(
        self,
        place: str,
        tokens: Tokens,
        clear: str,
        table_name: str | None = None,
        row_number: int | None = None,
    ) -> None:
        token = tokens.of("text", clear)
        self.secrets[token] = "text", clear
        self.marks.append(Mark(place, token, table_name, row_number))


def _masked(text: str | None) -> str | None:
    return screen(text).text if text else text


def store(
    connection: psycopg.Connection,
    contract: Contract,
    receipts: Receipts,
    vault: Vault,
    batch: Sequence[Arrival],
) -> int:
    """Store all files of the batch or, if it raises, none; returns the number of rows written.

    Raises CannotRead if rows are prepared during storing and cannot be read.
    """
    for one in batch:
        one.screen(vault.tokens)
    with connection.transaction():
        load_ids = receipts.write(connection, [one.receipt for one in batch])
        rows = store_rows(connection, contract, load_ids, batch)
        secrets: Secrets = {}
        for one in batch:
            secrets |= one.secrets
        vault.store(connection, secrets)
        marks = [
            (load_id, *mark)
            for load_id, one in zip(load_ids, batch, strict=True)
            for mark in one.marks
        ]
        if marks:
            connection.cursor().executemany(SCREENED, marks)
    return rows


def store_rows(
    connection: psycopg.Connection,
    contract: Contract,
    load_ids: Sequence[int],
    batch: Sequence[Arrival],
) -> int:
    """Store the rows and notes of screened files; returns the number of rows."""
    rows = 0
    for part in contract.parts:
        tables = [
            (load_id, one.tables[part.table])
            for load_id, one in zip(load_ids, batch, strict=True)
            if part.table in one.tables
        ]
        if tables:
            rows += _store_part(connection, part, tables)
    return rows


def _store_part(
    connection: psycopg.Connection, part: Part, tables: Sequence[tuple[int, ArrivedTable]]
) -> int:
    """Store the rows of one part of all files with one COPY; returns the number of rows."""
    names = [column.name for column in raw_columns(part)]
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier("raw", part.table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    rows = 0
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for load_id, table in tables:
                begin = b"%d\t" % load_id
                for lines in table.lines:
                    copy.write(begin + lines.text.replace(b"\n", b"\n" + begin) + b"\n")
                    rows += lines.rows
        notes = [(load_id, part.table, *note) for load_id, table in tables for note in table.notes]
        if notes:
            cursor.executemany(NOTES, notes)
    return rows
