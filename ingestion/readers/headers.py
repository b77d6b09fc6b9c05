"""Finding a part's columns in a header row, whatever their order and spelling.

Source: feeds.md, "Cell values" (header cells), F03, W07.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.contract import Part
from ingestion.readers.cells import BLANKS, header_key

Cells = Sequence[str | None]


@dataclass(frozen=True)
class HeaderMatch:
    """Where the columns of a part stand: by column name, its position in the row."""

    part: Part
    positions: dict[str, int]
    unknown: list[str]

    @property
    def missing(self) -> list[str]:
        """Headers of the columns that were not found."""
        return [
            column.header
            for name, column in self.part.columns.items()
            if name not in self.positions
        ]

    @property
    def serial(self) -> int | None:
        """Position of the running number, which alone does not fill a row."""
        return self.positions.get("serial_number")

    @property
    def places(self) -> list[int | None]:
        """Positions in the order of the part's columns; None for a column not found."""
        return [self.positions.get(name) for name in self.part.columns]


def match_header(part: Part, header: Cells) -> HeaderMatch:
    """Match a header row against a part, also by aliases of forms no longer or not yet in use."""
    columns = {
        header_key(text): name for name, column in part.columns.items() for text in column.headers()
    }
    positions: dict[str, int] = {}
    unknown: list[str] = []
    for position, text in enumerate(header):
        if not (key := header_key(text)):
            continue
        name = columns.get(key)
        if name is None or name in positions:
            unknown.append(key)
        else:
            positions[name] = position
    return HeaderMatch(part, positions, unknown)


def is_blank_row(row: Cells, serial: int | None) -> bool:
    """True for a row with nothing, or nothing but a running number, in any of its cells."""
    return not any(
        text and position != serial and text.strip(BLANKS) for position, text in enumerate(row)
    )
