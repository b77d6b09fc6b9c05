"""Rows of a file as they go to `raw`: cells as received, personal data as tokens.

They are made a block of rows at a time and in it column by column, each different cell once, and
come as text for COPY, which psycopg would put together cell by cell.

Of people on the list of those to be forgotten only the tokens of their IDs are taken over, so
that statistics still hold; names, phone numbers and text typed freely are not.
Source: domain.md, "Personal data".
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, islice, repeat

from ingestion import citizen_id
from ingestion.contract import CellType, Column, Part
from ingestion.forgotten import CITIZEN_ID, HOUSEHOLD_ID, NAME_SHOWN, TEXT_SHOWN, Forgotten
from ingestion.readers import ReadRow, ReadTable
from ingestion.readers.cells import is_blank, normalise
from ingestion.vault import Vault

#: What COPY's text format calls null, and the characters that mean something else to it.
_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

#: Some hundred KB of text: PostgreSQL takes one block in while the next is made.
ROWS_AT_ONCE = 2_000

Expand = Callable[[str | None], Sequence[str | None]]


class RawRows:
    """Makes raw rows of one part of a file, in the order of `raw_columns`."""

    def __init__(self, part: Part, vault: Vault, forgotten: Forgotten, period_ends: date) -> None:
        self.part = part
        self.vault = vault
        self.forgotten = forgotten
        self.period_ends = period_ends

    def of(self, load_id: int, table: ReadTable) -> Iterator[str]:
        """The rows of a table that was read, as blocks of lines in COPY's text format."""
        expansions = {
            False: [self._kept(column) for column in self.part.columns.values()],
            True: [self._unkept(column) for column in self.part.columns.values()],
        }
        for is_forgotten, rows in groupby(table.rows, self._is_forgotten):
            while block := list(islice(rows, ROWS_AT_ONCE)):
                yield self._lines(load_id, block, expansions[is_forgotten])

    def _lines(
        self, load_id: int, rows: Sequence[ReadRow], expansions: Sequence[Expand | None]
    ) -> str:
        numbers, are_total, cells = zip(*rows, strict=True)
        columns: list[Iterable[str]] = [repeat(str(load_id), len(rows)), map(str, numbers)]
        if self.part.layout.total_label is not None:
            columns.append("t" if is_total else "f" for is_total in are_total)
        for expand, column in zip(expansions, zip(*cells, strict=True), strict=True):
            if expand is None:
                columns.append(_copied(column))
            else:
                expanded = {cell: expand(cell) for cell in set(column)}
                made = zip(*(expanded[cell] for cell in column), strict=True)
                columns.extend(_copied(cells_made) for cells_made in made)
        return "".join(["\t".join(line) + "\n" for line in zip(*columns, strict=True)])

    def _is_forgotten(self, row: ReadRow) -> bool:
        if not self.forgotten:
            return False
        return any(
            (column.type is CellType.CITIZEN_ID and self._has_id(cell))
            or (name == HOUSEHOLD_ID and self.forgotten.has(HOUSEHOLD_ID, normalise(cell) or ""))
            for (name, column), cell in zip(self.part.columns.items(), row.cells, strict=True)
        )

    def _has_id(self, cell: str | None) -> bool:
        if is_blank(cell):
            return False
        return self.forgotten.has(CITIZEN_ID, citizen_id.parse(cell, self.period_ends).canonical)

    def _kept(self, column: Column) -> Expand | None:
        """None for a cell kept as it is, else what stands in its place."""
        if column.type is CellType.CITIZEN_ID:
            return self._id_by(self.vault.token)
        if column.type is CellType.NAME:
            return self._masked("name", citizen_id.mask_name)
        if column.type is CellType.PHONE:
            return self._masked("phone", citizen_id.mask_phone)
        return None

    def _unkept(self, column: Column) -> Expand | None:
        """The same for a row about somebody to be forgotten."""
        if column.type is CellType.CITIZEN_ID:
            return self._id_by(self.vault.token_not_kept)
        if column.type is CellType.NAME:
            return lambda cell: (None, None if is_blank(cell) else NAME_SHOWN)
        if column.type is CellType.PHONE:
            return lambda cell: (None, None)
        if column.free_text:
            return lambda cell: (cell if is_blank(cell) else TEXT_SHOWN,)
        return None

    def _id_by(self, token: Callable[[str, str], str]) -> Expand:
        def expansion(cell: str | None) -> Sequence[str | None]:
            if is_blank(cell):
                return (None, "blank", None, None)
            kind, canonical, born, sex = citizen_id.parse(cell, self.period_ends)
            return (token("citizen_id", canonical), kind, born.isoformat() if born else None, sex)

        return expansion

    def _masked(self, kind: str, mask: Callable[[str | None], str | None]) -> Expand:
        def expansion(cell: str | None) -> Sequence[str | None]:
            clear = normalise(cell)
            return (None, None) if clear is None else (self.vault.token(kind, clear), mask(clear))

        return expansion


def _copied(column: Sequence[str | None]) -> list[str]:
    """Cells as COPY's text format writes them; few hold a character that needs it."""
    text = "".join(filter(None, column))
    if any(mark in text for mark in "\\\t\n\r"):
        return [_NULL if cell is None else cell.translate(_ESCAPES) for cell in column]
    return [_NULL if cell is None else cell for cell in column]
