"""Takes the members that a row lists apart: several in one cell, or side by side.

Source: measures.md section 2, civil_affairs.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from ingestion.column import Column
from ingestion.contract import Contract, Part
from ingestion.layout import Layout
from ingestion.readers.cells import is_blank
from ingestion.readers.model import ReadRow, RowBlock

_SEPARATORS = re.compile("[、,，;；\r\n]")
#: Stands for the ID of a named member whose cell is blank, so that the member is not lost.
NO_ID = "未填"


def parts_as_they_stand(contract: Contract) -> list[Part]:
    """The parts of a form in use, each with the columns of the members that its rows list."""
    return [
        with_members(part, members, part.layout) if (members := contract.listed_in(part)) else part
        for part in contract.parts
        if not part.listed_in
    ]


def with_members(part: Part, members: Part, layout: Layout) -> Part:
    """The part as it stands in the sheet: its own columns, then those of the members."""
    return part.model_copy(
        update={
            "layout": layout,
            "columns": part.columns | dict(_columns_of_members(members, layout.side_by_side)),
        }
    )


def _columns_of_members(members: Part, side_by_side: int) -> Iterator[tuple[str, Column]]:
    """The columns as they stand; side by side, those of a second member may be missing."""
    if not side_by_side:
        yield from ((f"member_{name}", column) for name, column in members.columns.items())
        return
    for number in range(1, side_by_side + 1):
        for name, column in members.columns.items():
            header = (column.side_by_side or column.header) % number
            update = {"header": header, "optional": number > 1}
            yield f"member_{number}_{name}", column.model_copy(update=update)


def take_apart(
    block: RowBlock, part: Part, members: Part, layout: Layout
) -> tuple[RowBlock, RowBlock]:
    """The rows of the part, and those of its listed members, one for each member of a row."""
    own = len(part.columns)
    listed: list[tuple[int, int, Sequence[str | None]]] = []
    for row in block.rows():
        if not row.is_total:
            found = _listed(row, own, len(members.columns), layout.side_by_side)
            listed += [(row.row_number, place, cells) for place, cells in enumerate(found, 1)]
    numbers = [number for number, _, _ in listed]
    columns = [[cells[at] for _, _, cells in listed] for at in range(len(members.columns))]
    places = [place for _, place, _ in listed]
    return (
        block._replace(columns=block.columns[:own]),
        RowBlock(numbers, [False] * len(numbers), columns, places=places),
    )


def _listed(row: ReadRow, own: int, width: int, side_by_side: int) -> list[Sequence[str | None]]:
    """The cells of each member: name and ID."""
    cells = row.cells[own:]
    if side_by_side:
        each = [cells[at : at + width] for at in range(0, len(cells), width)]
        named = [one for one in each if not all(map(is_blank, one))]
        return [(*one[:-1], NO_ID if is_blank(one[-1]) else one[-1]) for one in named]
    *others, ids = map(_items, cells)
    same = [one if len(one) == len(ids) else [] for one in others]
    return [one[:width] for one in zip_longest(*same, ids)]


def _items(cell: str | None) -> list[str]:
    return [item for item in _SEPARATORS.split(cell or "") if not is_blank(item)]
