"""The screen for cells: what is kept of a column that should hold no personal data.

Cells of codes keep their equality, all others are masked (`privacy/screen.py`). The original of a
masked cell is kept for the vault, unless the feed covers everybody.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ingestion.column import CellType
from ingestion.contract import Part
from ingestion.privacy.screen import (
    SHORTEST_ID,
    SHORTEST_NUMBER,
    may_hold_id,
    may_hold_number,
    screen,
    screen_code,
)
from ingestion.privacy.tokens import Secrets, Tokens
from ingestion.readers.cells import header_key

Cells = Sequence[str | None]

#: It stands between the cells of a column and joins no digits.
_BETWEEN = "|"
_TEXT = "text"
#: An instant in milliseconds since 1970; with blanks in it, it may look like a mobile number.
_MILLISECONDS = re.compile(r"1[0-9]{12}")


class Mark(NamedTuple):
    """The place of a masked text in a file, and the token of the original (table ops.screened).

    `place` is `cell`, `header`, `file name` or `label`.
    """

    place: str
    token: str
    table_name: str | None = None
    row_number: int | None = None
    column_name: str | None = None


class CellScreen:
    """Screens the columns of one part.

    `secrets` takes the originals of masked cells, None keeps none of them; `marks` takes their
    places.
    """

    def __init__(
        self,
        part: Part,
        tokens: Tokens,
        *,
        code_token: Callable[[str], str],
        secrets: Secrets | None,
        marks: list[Mark],
    ) -> None:
        self._part = part
        self._code_token = code_token
        self._text_token = tokens.maker(_TEXT)
        self._secrets = secrets
        self._marks = marks

    def column(self, name: str, cells: Cells, row_numbers: Sequence[int]) -> Cells:
        """The cells as they are stored."""
        kind = self._part.columns[name].type
        is_code = kind is CellType.CODE
        if _longest(cells) < (SHORTEST_ID if is_code else SHORTEST_NUMBER):
            return cells
        may_hold = may_hold_id if is_code else may_hold_number
        if not may_hold(_BETWEEN.join(filter(None, cells))):
            return cells
        if is_code:
            return [cell and screen_code(cell, self._code_token) for cell in cells]
        is_amount = kind is not CellType.TEXT
        is_instant = _MILLISECONDS.fullmatch if kind is CellType.DATE else _never
        return [
            cell
            if not cell or is_instant(header_key(cell))
            else self._masked(cell, name, number, is_amount=is_amount)
            for cell, number in zip(cells, row_numbers, strict=True)
        ]

    def _masked(self, cell: str, name: str, row_number: int, *, is_amount: bool) -> str:
        found = screen(cell, is_amount=is_amount)
        if found.secrets and self._secrets is not None:
            token = self._text_token(cell)
            self._secrets[token] = _TEXT, cell
            self._marks.append(Mark("cell", token, self._part.table, row_number, name))
        return found.text


def _never(_cell: str) -> None:
    """No cell of this kind is an instant."""


def _longest(cells: Cells) -> int:
    """The length of the longest cell; csv files have no cell None, which is a third faster."""
    try:
        return max(map(len, cells), default=0)  # type: ignore[arg-type]  # None is caught
    except TypeError:
        return max(map(len, filter(None, cells)), default=0)
