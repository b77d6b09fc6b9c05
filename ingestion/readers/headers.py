"""Finds a part's columns in a header row, in any order and spelling.

Source: feeds.md, "Cell values" (header cells), "Landing zone" (blank rows), F03, W07. Aliases count
only in the periods of their forms.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.contract import Alias, Part
from ingestion.notes import Note, NoteKind
from ingestion.readers.cells import BLANKS, header_key

Cells = Sequence[str | None]

#: Header of the running number, in any table.
SERIAL = "序号"


@dataclass(frozen=True)
class HeaderMatch:
    """The positions of a part's columns in the row, by column name.

    `unknown` are the other headers as received. `outdated` are headers of forms that were not in
    use in the file's period. `serial` is the position of the running number; a row with only this
    cell filled is blank.
    """

    part: Part
    positions: dict[str, int]
    unknown: list[str]
    outdated: list[Alias]
    serial: int | None

    @property
    def missing(self) -> list[str]:
        """Headers of the columns that were not found."""
        return [
            column.header
            for name, column in self.part.columns.items()
            if name not in self.positions
        ]

    def notes(self, row_number: int) -> list[Note]:
        """A note for each unknown header of the header row."""
        return [Note(NoteKind.UNKNOWN_COLUMN, row_number, header) for header in self.unknown]

    def what_is_missing(self) -> str:
        """The missing headers in Chinese, and the headers of another form found instead."""
        said = f"缺少列：{'、'.join(self.missing)}"
        for alias in self.outdated:
            said += (
                f"；“{alias.header}”是其他时期表样的列名（{alias.validity()}有效），请改用本期表样"
            )
        return said

    @property
    def places(self) -> list[int | None]:
        """Positions in the order of the part's columns; None for a column not found."""
        return [self.positions.get(name) for name in self.part.columns]


def match_header(part: Part, header: Cells, period: str | None = None) -> HeaderMatch:
    """Match a header row to a part, with the aliases valid in the file's period if given."""
    columns = {header_key(column.header): name for name, column in part.columns.items()}
    other_forms: dict[str, tuple[str, Alias]] = {}
    for column_name, column in part.columns.items():
        for alias in column.aliases:
            if period is None or alias.is_valid_in(period):
                columns[header_key(alias.header)] = column_name
            else:
                other_forms[header_key(alias.header)] = column_name, alias
    positions: dict[str, int] = {}
    unknown: list[str] = []
    for position, text in enumerate(header):
        if not (key := header_key(text)):
            continue
        name = columns.get(key)
        if name is None or name in positions:
            unknown.append(text or "")
        else:
            positions[name] = position
    keys = map(header_key, unknown)
    found = (other_forms[key] for key in keys if key in other_forms)
    outdated = [alias for column_name, alias in found if column_name not in positions]
    serial = next((at for at, text in enumerate(header) if header_key(text) == SERIAL), None)
    return HeaderMatch(part, positions, unknown, outdated, serial)


def is_blank_row(row: Cells, serial: int | None) -> bool:
    """True for a row whose cells are all blank, apart from a running number."""
    for position, text in enumerate(row):
        if text and position != serial and text.strip(BLANKS):
            return False
    return True
