"""What a reader notices in a file beside its data rows: a rule of the contract judges each note."""

from enum import StrEnum
from typing import NamedTuple


class NoteKind(StrEnum):
    """The kinds of note, with the rule of feeds.md that judges them."""

    #: A header that is not in the contract, or a second header for the same column (W07).
    UNKNOWN_COLUMN = "unknown_column"
    #: The sheet is in 万元, and at least one column was multiplied (W12).
    MULTIPLIED = "multiplied"
    #: A row below the total row; `value` is its household number as received (W10).
    BELOW_TOTAL = "below_total"
    #: Another visible sheet with data of the same kind; `name` is the sheet's name (W11).
    OTHER_SHEET = "other_sheet"
    #: The form came back as it was sent out (F08).
    UNTOUCHED = "untouched"
    #: A cell with the department's figure that the form was sent out with; `name` is the contract's
    #: name of the column. No rule judges it.
    TAKEN_OVER = "taken_over"
    #: A sheet of a table that stands in several; `name` is the sheet's name. No rule judges it.
    SHEET = "sheet"


class Note(NamedTuple):
    """A note: the row as shown in the sheet; the header or sheet name, and a cell, as received."""

    kind: NoteKind
    row_number: int | None = None
    name: str | None = None
    value: str | None = None
