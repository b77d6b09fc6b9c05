"""Finds the sheets of a workbook in which the parts of a feed stand, and the kind of file.

Source: feeds.md, F02; measures.md sections 1 and 2 (kinds told by their header).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ingestion.contract import Contract, Part
from ingestion.layout import Layout
from ingestion.readers.book import Sheet, Values
from ingestion.readers.cells import header_key, texts_of
from ingestion.readers.headers import SEARCHED_ROWS
from ingestion.readers.members import with_members
from ingestion.readers.model import CannotRead
from ingestion.readers.units import column_key, sheet_key

#: The first rows of a sheet.
Top = Callable[[Sheet], Sequence[Values]]


class Located(NamedTuple):
    """A part in its sheet, in the layout of its form; `members` are listed in its rows."""

    part: Part
    layout: Layout
    sheet: Sheet
    members: Part | None

    @property
    def as_it_stands(self) -> Part:
        """The part with all columns of the sheet, those of listed members included."""
        if self.members:
            return with_members(self.part, self.members, self.layout)
        return self.part


def locate(contract: Contract, sheets: Sequence[Sheet], top: Top) -> list[Located]:
    """The parts of the workbook; raises CannotRead (F02, F03)."""
    if any(part.told_by for part in contract.received_parts):
        return [_told_by_header(contract, sheets, top)]
    own = [part for part in contract.parts if not part.listed_in]
    return [
        Located(part, part.layout, sheet, contract.listed_in(part))
        for part in own
        if (sheet := _sheet_of(part.layout, sheets))
    ]


def _sheet_of(layout: Layout, sheets: Sequence[Sheet]) -> Sheet | None:
    sheet = find_sheet(layout, sheets)
    if sheet or layout.optional:
        return sheet
    missing = "文件中没有工作表" if layout.sheet == "first" else f"缺少工作表：{layout.sheet}"
    raise CannotRead("sheet_missing", missing)


def find_sheet(layout: Layout, sheets: Sequence[Sheet]) -> Sheet | None:
    """The part's sheet: the first visible one, or the first with that name."""
    if layout.sheet == "first":
        return next((sheet for sheet in sheets if sheet.is_visible), next(iter(sheets), None))
    wanted = sheet_key(layout.sheet)
    return next((sheet for sheet in sheets if sheet_key(sheet.name) == wanted), None)


def _told_by_header(contract: Contract, sheets: Sequence[Sheet], top: Top) -> Located:
    """The part whose telling header stands in its sheet; forms in use before older ones."""
    parts = [part for part in contract.received_parts if part.told_by]
    current = [(part, part.layout) for part in parts]
    older = [(part, layout) for part in parts for layout in part.other_layouts]
    for part, layout in (*current, *older):
        sheet = find_sheet(layout, sheets)
        if sheet and part.told_by and _has_header(part, part.told_by, top(sheet)):
            return Located(part, layout, sheet, contract.listed_in(part))
    telling = (part.columns[part.told_by].header for part in parts if part.told_by)
    raise CannotRead("column_missing", f"看不出是哪一类表：没有列{'、'.join(telling)}中的任何一个")


def _has_header(part: Part, name: str, top: Iterable[Values]) -> bool:
    wanted = {column_key(header) for header in part.columns[name].headers()}
    rows = list(top)[:SEARCHED_ROWS]
    return any(column_key(text) in wanted for row in rows for text in texts_of(row) if text)


def kind_of_file(part: Part, above: Iterable[Values]) -> str | None:
    """The kind of a file among those with the same columns, told by the cells above the header."""
    texts = [header_key(text) for row in above for text in texts_of(row)]
    for one in part.kinds:
        if one.above is None or any(one.above in text for text in texts):
            return one.kind
    return None
