"""Workbooks of the twelve feeds of measures.md: pages with a title, a header, groups, data."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from zengshou.demo.city.disguise import dress
from zengshou.demo.city.exports import export
from zengshou.demo.city.layouts import Cell, Table
from zengshou.demo.city.old_books import old_book
from zengshou.demo.city.sheets import header, jumble
from zengshou.demo.city.writers import Sheet, workbook

_EXPORTED_COLUMNS = 26
_YUAN = ("（元）", "(元)")
_NOTICE = "填报单位：县级部门"


@dataclass
class Page:
    """A sheet: its name, data, and number of the (lower) header row.

    `groups` are the headings above the header: text (blank: none) and number of columns, from the
    left. `note` stands above the header. `kept_order`: the columns must not change places.
    """

    name: str
    table: Table
    header_row: int = 1
    title: str = ""
    note: str = ""
    groups: tuple[tuple[str, int], ...] = ()
    kept_order: bool = False

    @property
    def first_row(self) -> int:
        """Number of the first data row."""
        return self.header_row + 1

    def lowered(self) -> "Page":
        """The page with one more row above the header, as some senders leave it."""
        return replace(self, header_row=self.header_row + 1)

    def __len__(self) -> int:
        return len(self.table.rows)


@dataclass
class Book:
    """A file of a department: the stem of its name, and its pages.

    `covers` are sheets of free text before them. `old`: written by Excel 97. `header_rules` are
    rules broken in the header row of the first page.
    """

    stem: str
    pages: list[Page]
    covers: tuple[str, ...] = ()
    old: bool = False
    header_rules: list[str] = field(default_factory=list)

    def page(self, name: str) -> Page:
        """The page of this name."""
        return next(page for page in self.pages if page.name == name)


def _headings(table: Table, rng: Random, share: float) -> list[Cell]:
    """Headings; some amounts name their unit."""
    titles = header(table, rng, share)
    if share:
        for place, (_, kind) in enumerate(table.columns):
            if kind == "money" and rng.random() < 0.2:
                titles[place] = f"{titles[place]}{rng.choice(_YUAN)}"
    return titles


def _group_row(page: Page) -> tuple[list[Cell], list[tuple[int, int]]]:
    """The row of group headings and the ranges of columns that they span."""
    row: list[Cell] = []
    spans: list[tuple[int, int]] = []
    for text, width in page.groups:
        if text and width > 1:
            spans.append((len(row), len(row) + width - 1))
        row += [text, *[""] * (width - 1)]
    return row, spans


def _sheet(page: Page, rng: Random, share: float) -> Sheet:
    plain = not page.groups and not page.kept_order
    table = jumble(page.table, rng) if share and plain else page.table
    above = page.header_row - 1 - (1 if page.groups else 0)
    lead: list[list[Cell]] = [[text] for text in (page.title, page.note)[:above]]
    lead += [[_NOTICE]] * (above - len(lead))
    merges: list[tuple[int, int, int]] = []
    if page.groups:
        groups, spans = _group_row(page)
        merges = [(len(lead), first, last) for first, last in spans]
        lead.append(groups)
    rows = [*lead, _headings(table, rng, share), *dress(table, rng, share)]
    return Sheet(page.name, rows, merges)


def book_bytes(book: Book, rng: Random, share: float) -> bytes:
    """The book as a file; a `share` of the cells has an unusual style."""
    covers = [Sheet(text, [[text], ["虚构数据"]]) for text in book.covers]
    sheets = [*covers, *(_sheet(page, rng, share) for page in book.pages)]
    if book.old:
        return old_book(sheets)
    return export(sheets) if _is_plain(sheets) else workbook(sheets)


def _is_plain(sheets: Sequence[Sheet]) -> bool:
    """True if an information system's export can be like this."""
    widest = max(len(row) for sheet in sheets for row in sheet.rows)
    return widest <= _EXPORTED_COLUMNS and not any(sheet.merges for sheet in sheets)
