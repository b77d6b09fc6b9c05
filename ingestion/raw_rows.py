"""Rows of a file as they go to `raw`: cells as received, personal data as tokens.

Of people on the list of those to be forgotten only the tokens of their IDs are taken over, so
that statistics still hold; names, phone numbers and text typed freely are not.
Source: domain.md, "Personal data".
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from ingestion import citizen_id
from ingestion.contract import CellType, Column, Part
from ingestion.forgotten import CITIZEN_ID, HOUSEHOLD_ID, NAME_SHOWN, TEXT_SHOWN, Forgotten
from ingestion.readers import ReadTable
from ingestion.readers.cells import normalise
from ingestion.vault import Vault

Expand = Callable[[str | None], Sequence[Any]]


class RawRows:
    """Makes raw rows of one part of a file, in the order of `raw_columns`."""

    def __init__(self, part: Part, vault: Vault, forgotten: Forgotten, period_ends: date) -> None:
        self.part = part
        self.vault = vault
        self.forgotten = forgotten
        self.period_ends = period_ends

    def of(self, load_id: int, table: ReadTable) -> Iterator[Sequence[Any]]:
        """The rows of a table that was read."""
        keep = [self._kept(column) for column in self.part.columns.values()]
        forget = [self._unkept(column) for column in self.part.columns.values()]
        has_total = self.part.layout.total_label is not None
        for row in table.rows:
            out: list[Any] = [load_id, row.row_number]
            if has_total:
                out.append(row.is_total)
            expand = forget if self._is_forgotten(row.cells) else keep
            for cell, expansion in zip(row.cells, expand, strict=True):
                if expansion is None:
                    out.append(cell)
                else:
                    out.extend(expansion(cell))
            yield out

    def _is_forgotten(self, cells: Sequence[str | None]) -> bool:
        if not self.forgotten:
            return False
        return any(
            (column.type is CellType.CITIZEN_ID and self._has_id(cell))
            or (name == HOUSEHOLD_ID and self.forgotten.has(HOUSEHOLD_ID, normalise(cell) or ""))
            for (name, column), cell in zip(self.part.columns.items(), cells, strict=True)
        )

    def _has_id(self, cell: str | None) -> bool:
        if normalise(cell) is None:
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
            return lambda cell: (None, None if normalise(cell) is None else NAME_SHOWN)
        if column.type is CellType.PHONE:
            return lambda cell: (None, None)
        if column.free_text:
            return lambda cell: (cell if normalise(cell) is None else TEXT_SHOWN,)
        return None

    def _id_by(self, token: Callable[[str, str], str]) -> Expand:
        def expansion(cell: str | None) -> Sequence[Any]:
            if normalise(cell) is None:
                return (None, "blank", None, None)
            parsed = citizen_id.parse(cell, self.period_ends)
            found = token("citizen_id", parsed.canonical)
            return (found, parsed.kind, parsed.birth_date, parsed.sex)

        return expansion

    def _masked(self, kind: str, mask: Callable[[str | None], str | None]) -> Expand:
        def expansion(cell: str | None) -> Sequence[Any]:
            clear = normalise(cell)
            return (None, None) if clear is None else (self.vault.token(kind, clear), mask(clear))

        return expansion
