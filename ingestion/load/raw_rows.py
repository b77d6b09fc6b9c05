"""Converts rows of a file to raw rows: cells as received, personal data as tokens.

It converts one block of rows at a time, column by column, and returns text for COPY. This is faster
than psycopg, which formats each cell.

All other cells pass the screen (`cell_screen.py`), because senders type IDs and phone numbers
anywhere. For people on the list of deleted people it keeps only the tokens of their IDs, so that
statistics stay correct. It does not keep their names, phone numbers and free text. Source:
domain.md, "Personal data".
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import compress

from ingestion.column import CellType, Column
from ingestion.contract import Part
from ingestion.load.cell_screen import CellScreen, Mark
from ingestion.privacy import citizen_id
from ingestion.privacy.deleted_people import (
    CITIZEN_ID,
    HOUSEHOLD_ID,
    NAME_SHOWN,
    TEXT_SHOWN,
    DeletedPeople,
)
from ingestion.privacy.screen import canonical_code
from ingestion.privacy.tokens import Secrets, Tokens
from ingestion.readers import RowBlock
from ingestion.readers.cells import is_blank, normalise, read_code

#: The null marker of COPY's text format, and the characters that need escaping in it.
_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_NOTHING = "\t".join([_NULL] * 2)

NAMES_AT_HAND = 100_000

#: Turns a cell into its columns in COPY's text format.
Expand = Callable[[str | None], str]
Token = Callable[[str], str]


class RawRows:
    """Makes raw rows of one part of a file, in the order of `raw_columns` after the load id.

    `secrets` collects kind and clear value of each token for the vault, `marks` the places of cells
    that were masked.
    """

    def __init__(
        self, part: Part, tokens: Tokens, deleted_people: DeletedPeople, period_ends: date
    ) -> None:
        self.part = part
        self.secrets: Secrets = {}
        self.marks: list[Mark] = []
        self._tokens = tokens
        self._deleted_people = deleted_people
        self._period_ends = period_ends
        self._expand = [self._kept(column) for column in part.columns.values()]
        self._expand_forgotten = [self._unkept(column) for column in part.columns.values()]
        self._screen = CellScreen(
            part,
            tokens,
            code_token=self._token_of_kept("citizen_id"),
            secrets=None if part.covers_everybody else self.secrets,
            marks=self.marks,
        )
        self._screen_forgotten = CellScreen(
            part, tokens, code_token=tokens.maker("citizen_id"), secrets=None, marks=self.marks
        )

    def lines(self, block: RowBlock) -> Iterator[str]:
        """The rows of a block in COPY's text format, without the final line end."""
        if not self._deleted_people:
            yield self._lines(block, self._expand, self._screen)
            return
        are_forgotten = [self._is_forgotten(row) for row in zip(*block.columns, strict=True)]
        for chosen, expand, screen in (
            (are_forgotten, self._expand_forgotten, self._screen_forgotten),
            ([not one for one in are_forgotten], self._expand, self._screen),
        ):
            if any(chosen):
                columns = [list(compress(column, chosen)) for column in block.columns]
                numbers = list(compress(block.row_numbers, chosen))
                are_total = list(compress(block.are_total, chosen))
                chosen_rows = RowBlock(
                    numbers,
                    are_total,
                    columns,
                    list(compress(block.problems, chosen)),
                    list(compress(block.are_subtotal, chosen)),
                    list(compress(block.places, chosen)),
                )
                yield self._lines(chosen_rows, expand, screen)

    def _lines(
        self, block: RowBlock, expansions: Sequence[Expand | None], screen: CellScreen
    ) -> str:
        columns = [list(map(str, block.row_numbers))]
        if self.part.layout.has_total_rows:
            columns.append(_flags(block.are_total))
        if self.part.layout.subtotals:
            columns.append(_flags(block.are_subtotal or [False] * len(block.row_numbers)))
        if self.part.listed_in:
            columns.append(list(map(str, block.places)))
        if self.part.is_csv:
            problems = block.problems or [None] * len(block.row_numbers)
            columns.append([problem or _NULL for problem in problems])
        kept = zip(self.part.columns, expansions, block.columns, strict=True)
        for name, expand, cells in kept:
            columns.append(
                _copied(screen.column(name, cells, block.row_numbers))
                if expand is None
                else list(map(expand, cells))
            )
        return "\n".join(map("\t".join, zip(*columns, strict=True)))

    def _is_forgotten(self, cells: Sequence[str | None]) -> bool:
        return any(
            (column.is_citizen_id and self._has_id(cell))
            or (
                name == HOUSEHOLD_ID
                and self._deleted_people.has(HOUSEHOLD_ID, canonical_code(read_code(cell) or ""))
            )
            for (name, column), cell in zip(self.part.columns.items(), cells, strict=True)
        )

    def _has_id(self, cell: str | None) -> bool:
        if is_blank(cell):
            return False
        found = citizen_id.parse(cell, self._period_ends)
        return self._deleted_people.has(CITIZEN_ID, found.canonical)

    def _kept(self, column: Column) -> Expand | None:
        """The function that replaces the cell; None if the cell is kept as it is."""
        if column.is_citizen_id:
            return self._id_by(self._token_of_kept("citizen_id"), column)
        if column.type is CellType.NAME:
            return self._masked(self._token_of_kept("name"), citizen_id.mask_name)
        if column.type is CellType.PHONE:
            return self._masked(self._token_of_kept("phone"), citizen_id.mask_phone)
        return None

    def _unkept(self, column: Column) -> Expand | None:
        """The same for a row about a deleted person."""
        if column.is_citizen_id:
            return self._id_by(self._tokens.maker("citizen_id"), column)
        if column.type is CellType.NAME:
            return lambda cell: f"{_NULL}\t{_NULL if is_blank(cell) else NAME_SHOWN}"
        if column.type is CellType.PHONE:
            return lambda cell: _NOTHING
        if column.free_text:
            return lambda cell: _copied([cell if is_blank(cell) else TEXT_SHOWN])[0]
        return None

    def _token_of_kept(self, kind: str) -> Token:
        """A token function that also keeps the clear values, unless the feed covers everybody."""
        token_of, secrets = self._tokens.maker(kind), self.secrets
        if self.part.covers_everybody:
            return token_of

        def token_of_secret(clear: str) -> str:
            token = token_of(clear)
            secrets[token] = kind, clear
            return token

        return token_of_secret

    def _id_by(self, token_of: Token, column: Column) -> Expand:
        """The columns of an ID; those of a certificate end with the digits behind the ID."""
        expand = self._bare_id_by(token_of)
        if column.type is not CellType.CERTIFICATE:
            return expand
        return lambda cell: f"{expand(cell)}\t{citizen_id.suffix(cell) or _NULL}"

    def _bare_id_by(self, token_of: Token) -> Expand:
        period_ends = self._period_ends

        def expansion(cell: str | None) -> str:
            kind, canonical, born, sex = citizen_id.parse(cell, period_ends)
            if born is not None:
                return f"{token_of(canonical)}\t{kind}\t{born.isoformat()}\t{sex}"
            if is_blank(cell):
                return f"{_NULL}\tblank\t{_NOTHING}"
            return f"{token_of(canonical)}\t{kind}\t{_NOTHING}"

        return expansion

    def _masked(self, token_of: Token, mask: Callable[[str | None], str | None]) -> Expand:
        def expansion(cell: str | None) -> str:
            clear = normalise(cell)
            if clear is None:
                return _NOTHING
            return f"{token_of(clear)}\t{_copied([mask(clear)])[0]}"

        if self.part.covers_everybody:  # cached: names repeat, and no secrets are kept
            return lru_cache(maxsize=NAMES_AT_HAND)(expansion)
        return expansion


def _flags(are: Sequence[bool]) -> list[str]:
    return ["t" if one else "f" for one in are]


def _copied(column: Sequence[str | None]) -> list[str]:
    """Cells in COPY's format; an empty cell is null."""
    whole = "".join(filter(None, column))
    if whole.isprintable() and "\\" not in whole:  # nothing to escape
        return [cell or _NULL for cell in column]
    return [cell.translate(_ESCAPES) if cell else _NULL for cell in column]
