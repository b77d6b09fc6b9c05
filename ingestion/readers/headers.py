"""Finds a part's columns in a header row, in any order and spelling.

Source: feeds.md, "Cell values" (header cells), "Landing zone" (blank rows), F03, W07; measures.md
section 1 (header row). Aliases count only in the periods of their forms.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.column import Alias
from ingestion.contract import Part
from ingestion.notes import Note, NoteKind
from ingestion.readers.book import Values
from ingestion.readers.cells import BLANKS, header_key, texts_of
from ingestion.readers.units import split_unit

Cells = Sequence[str | None]

#: Header of the running number, in any table.
SERIAL = "序号"
#: Stands between group and column where the lower headers of two groups repeat.
IN_GROUP = "·"
#: A header that is not in its usual row is looked for in the first rows of the sheet.
SEARCHED_ROWS = 15


@dataclass(frozen=True)
class HeaderMatch:
    """The positions of a part's columns in the row, by column name.

    `unknown` are the other headers as received. `outdated` are headers of forms that were not in
    use in the file's period. `serial` is the position of the running number; a row with only this
    cell filled is blank. `row` is the number of the row in the sheet, `first` the position where
    the table begins. `units` are the units that headers name, by column; `group_units` those of the
    headers above them, by group.
    """

    part: Part
    positions: dict[str, int]
    unknown: list[str]
    outdated: list[Alias]
    serial: int | None
    row: int = 1
    first: int = 0
    units: dict[str, str] = field(default_factory=dict)
    group_units: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """Headers of the columns that must be there and were not found."""
        return [
            column.header
            for name, column in self.part.columns.items()
            if name not in self.positions and not column.optional
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

    def unit_of(self, name: str) -> str | None:
        """The unit that a column's header, or else its group's header, names."""
        group = self.part.columns[name].group
        return self.units.get(name) or (self.group_units.get(group) if group else None)


def find_header(part: Part, top: Sequence[Values], period: str | None = None) -> HeaderMatch:
    """The header row among the first rows of a sheet, whose cells are `top`.

    It is the usual row, else the first of SEARCHED_ROWS rows that holds all headers that must be
    there. If there is none, the row that lacks fewest: the usual one where they are equal.
    """
    usual = _match_row(part, top, part.layout.header_row, period)
    if not usual.missing:
        return usual
    rows = range(1, min(len(top), SEARCHED_ROWS) + 1)
    others = [_match_row(part, top, row, period) for row in rows if row != usual.row]
    complete = (match for match in others if not match.missing)
    return next(complete, min([usual, *others], key=lambda match: len(match.missing)))


def _match_row(part: Part, top: Sequence[Values], row: int, period: str | None) -> HeaderMatch:
    header = texts_of(top[row - 1]) if row <= len(top) else ()
    has_groups = any(column.group for column in part.columns.values())
    above = texts_of(top[row - 2]) if has_groups and 1 < row <= len(top) else ()
    return match_header(part, header, period, above=above, row=row)


def match_header(
    part: Part, header: Cells, period: str | None = None, *, above: Cells = (), row: int = 1
) -> HeaderMatch:
    """Match a header row to a part, with the aliases valid in the file's period if given.

    `above` is the upper row of a header of two rows: the headers of groups, and perhaps those of
    columns that belong to no group.
    """
    columns, other_forms = _known_headers(part, period)
    positions: dict[str, int] = {}
    units: dict[str, str] = {}
    unknown: list[str] = []
    groups = _groups_by_place(part, above, len(header))
    for position, text in enumerate(header):
        key, unit = _key(part, text)
        if not key:
            continue
        name = columns.get(f"{groups[position]}{IN_GROUP}{key}") or columns.get(key)
        if name is None or name in positions:
            unknown.append(text or "")
        else:
            positions[name] = position
            if unit:
                units[name] = unit
    group_units = _units_of_groups(part, above)
    _match_above(part, above, columns, positions, units)
    keys = (_key(part, text)[0] for text in unknown)
    found = (other_forms[key] for key in keys if key in other_forms)
    outdated = [alias for column_name, alias in found if column_name not in positions]
    serial = _place_of(SERIAL, header)
    serial = _place_of(SERIAL, above) if serial is None else serial
    filled = [at for at, text in enumerate(header) if header_key(text)][:1]
    filled += [] if serial is None else [serial]
    return HeaderMatch(
        part,
        positions,
        unknown,
        outdated,
        serial,
        row,
        min([*positions.values(), *filled], default=0),
        units,
        group_units,
    )


def _known_headers(
    part: Part, period: str | None
) -> tuple[dict[str, str], dict[str, tuple[str, Alias]]]:
    """The columns by the keys of their headers; those of forms of other periods apart."""
    columns = {_key(part, column.header)[0]: name for name, column in part.columns.items()}
    other_forms: dict[str, tuple[str, Alias]] = {}
    for column_name, column in part.columns.items():
        for alias in column.aliases:
            key = _key(part, alias.header)[0]
            if period is None or alias.is_valid_in(period):
                columns[key] = column_name
            else:
                other_forms[key] = column_name, alias
    return columns, other_forms


def _key(part: Part, text: str | None) -> tuple[str, str | None]:
    """The key of a header and its unit; in a csv file a unit belongs to the header."""
    return (header_key(text), None) if part.is_csv else split_unit(text)


def _place_of(key: str, cells: Cells) -> int | None:
    return next((at for at, text in enumerate(cells) if header_key(text) == key), None)


def _groups_by_place(part: Part, above: Cells, width: int) -> list[str]:
    """The key of the group over each position; empty if there is none.

    Only the first cell of a merged group holds its text.
    """
    known = {split_unit(column.group)[0] for column in part.columns.values() if column.group}
    found: list[str] = []
    group = ""
    for position in range(width):
        if key := split_unit(above[position])[0] if position < len(above) else "":
            group = key if key in known else ""
        found.append(group)
    return found


def _units_of_groups(part: Part, above: Cells) -> dict[str, str]:
    """The units that the headers of groups name, by group."""
    groups = {split_unit(column.group)[0]: column.group for column in part.columns.values()}
    units: dict[str, str] = {}
    for text in above:
        key, unit = split_unit(text)
        if unit and (group := groups.get(key)):
            units.setdefault(group, unit)
    return units


def _match_above(
    part: Part,
    above: Cells,
    columns: dict[str, str],
    positions: dict[str, int],
    units: dict[str, str],
) -> None:
    """Add the columns without a group whose header stands in the upper row, and their units."""
    taken = set(positions.values())
    for position, text in enumerate(above):
        key, unit = split_unit(text)
        name = columns.get(key)
        if name is None or part.columns[name].group or name in positions or position in taken:
            continue
        positions[name] = position
        if unit:
            units[name] = unit


def is_blank_row(row: Cells, serial: int | None) -> bool:
    """True for a row whose cells are all blank, apart from a running number."""
    for position, text in enumerate(row):
        if text and position != serial and text.strip(BLANKS):
            return False
    return True
