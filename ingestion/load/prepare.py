"""Turns received bytes into lines for COPY: the part of a load that needs no database."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import structlog

from ingestion.contract import Contract
from ingestion.load.cell_screen import Mark
from ingestion.load.raw_rows import RawRows
from ingestion.notes import Note
from ingestion.periods import period_end
from ingestion.privacy.deleted_people import DeletedPeople
from ingestion.privacy.tokens import Secrets, Tokens
from ingestion.readers import CsvPiece, ReadTable, RowBlock, read, read_piece
from ingestion.settings import Settings

log = structlog.get_logger(__name__)


class Lines(NamedTuple):
    """Rows of a raw table in COPY's text format (UTF-8), without load id and final line end."""

    rows: int
    text: bytes


class PreparedPiece(NamedTuple):
    """A piece of a csv file, ready for loading; `damaged` as in `RowBlock`."""

    lines: list[Lines]
    damaged: int
    secrets: Secrets
    marks: list[Mark]


@dataclass(slots=True)
class PreparedTable:
    """The rows of a part, ready for its raw table."""

    table: str
    notes: Sequence[Note]
    lines: list[Lines]


@dataclass(slots=True)
class PreparedFile:
    """A file, ready for loading, or the problem that stopped it (`ReadFile`)."""

    problem: str | None
    detail: str | None
    kind: str | None = None
    unit_code: str | None = None
    declared_period: str | None = None
    tables: list[PreparedTable] = field(default_factory=list)
    secrets: Secrets = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)


class WholeFile(NamedTuple):
    """A received file that is read at once."""

    data: bytes
    period: str


class Piece(NamedTuple):
    """A block of rows of a received csv file."""

    rows: CsvPiece
    table: str
    period: str


@dataclass(frozen=True)
class Preparer:
    """Turns the files of a feed into lines."""

    contract: Contract
    settings: Settings
    token_key: bytes
    deleted_people: DeletedPeople

    @cached_property
    def _tokens(self) -> Tokens:
        return Tokens(self.token_key)

    @cached_property
    def _of_pieces(self) -> dict[tuple[str, str], RawRows]:
        return {}

    def whole(self, file: WholeFile) -> PreparedFile:
        """All tables of a file; one that no reader can take in is unreadable (F01)."""
        try:
            return self.read_whole(file)
        except Exception as error:  # noqa: BLE001 - one file must not keep back the others
            log.warning("cannot read", feed=self.contract.feed, error=type(error).__name__)
            return PreparedFile("unreadable", "文件内容无法读取")

    def read_whole(self, file: WholeFile) -> PreparedFile:
        """The same; raises what a reader did not foresee."""
        with _no_search_for_cycles():
            content = read(self.contract, file.data, self.settings, file.period)
            prepared = PreparedFile(
                content.problem,
                content.detail,
                content.kind,
                content.unit_code,
                content.declared_period,
            )
            if content.problem is None:
                for table in content.tables:
                    raw_rows = self._raw_rows(table.table, file.period)
                    prepared.tables.append(_prepared(table, raw_rows))
                    prepared.secrets |= raw_rows.secrets
                    prepared.marks += raw_rows.marks
            return prepared

    def piece(self, piece: Piece) -> PreparedPiece:
        """The rows of a piece of a csv file; raises CannotRead for F01."""
        with _no_search_for_cycles():
            # Reused for all pieces of a file, so that its cache of names stays warm.
            place = piece.table, piece.period
            raw_rows = self._of_pieces.setdefault(place, self._raw_rows(*place))
            lines: list[Lines] = []
            damaged = 0
            for block in read_piece(piece.rows):
                lines += _lines(raw_rows, block)
                damaged += block.damaged
            secrets, marks = dict(raw_rows.secrets), list(raw_rows.marks)
            raw_rows.secrets.clear()
            raw_rows.marks.clear()
            return PreparedPiece(lines, damaged, secrets, marks)

    def _raw_rows(self, table: str, period: str) -> RawRows:
        part = self.contract.part(table)
        return RawRows(part, self._tokens, self.deleted_people, period_end(period))


def _prepared(table: ReadTable, raw_rows: RawRows) -> PreparedTable:
    lines = [line for block in table.blocks for line in _lines(raw_rows, block)]
    return PreparedTable(table.table, table.notes, lines)


def _lines(raw_rows: RawRows, block: RowBlock) -> Iterator[Lines]:
    for text in raw_rows.lines(block):
        yield Lines(text.count("\n") + 1, text.encode())


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Disable cyclic garbage collection: the rows are millions of objects without cycles.

    The collector otherwise takes a quarter of the time of a load.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
