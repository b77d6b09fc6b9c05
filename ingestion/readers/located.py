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
from ingestion.readers.model import CannotRead, unreadable
from ingestion.readers.row_numbers import MOST_SHEETS
from ingestion.readers.units import column_key, sheet_key

#: The first rows of a sheet.
Top = Callable[[Sheet], Sequence[Values]]


class Located(NamedTuple):
    """A part in its sheet, in the layout of its form; `members` are listed in its rows.

    A part that stands in several sheets is located once in each.
    """

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
        for sheet in _sheets_of(part, sheets, top)
    ]


def _sheets_of(part: Part, sheets: Sequence[Sheet], top: Top) -> list[Sheet]:
    if part.layout.is_in_every_sheet:
        return _sheets_with_headers(part, sheets, top)
    sheet = _sheet_of(part.layout, sheets)
    return [sheet] if sheet else []


def _sheets_with_headers(part: Part, sheets: Sequence[Sheet], top: Top) -> list[Sheet]:
    """The visible sheets with all headers of the columns `same_kind`."""
    telling = part.layout.same_kind
    found = [
        sheet
        for sheet in sheets
        if sheet.is_visible and _has_headers(part, telling, list(top(sheet)))
    ]
    if not found and not part.layout.optional:
        headers = "、".join(part.columns[name].header for name in telling)
        raise CannotRead("column_missing", f"没有一张工作表含有列{headers}")
    if found and found[-1].number >= MOST_SHEETS:
        raise unreadable(f"工作表超过{MOST_SHEETS}张")
    return found


def _has_headers(part: Part, names: Sequence[str], top: Sequence[Values]) -> bool:
    return all(_has_header(part, name, top) for name in names)


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
