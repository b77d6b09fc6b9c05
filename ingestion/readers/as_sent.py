"""Compares a form that came back with what it was sent out with.

Nobody filled in anything, or some cells still hold the department's figures. Source: feeds.md,
"Doubtful input" (Files without content); measures.md, section 10.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from ingestion.column import CellType
from ingestion.contract import Part
from ingestion.layout import AsSent
from ingestion.notes import Note, NoteKind
from ingestion.readers.amounts import amount
from ingestion.readers.book import Values
from ingestion.readers.cells import is_blank, read_code, texts_of
from ingestion.readers.model import ReadRow

#: The figures by household code and column header.
Figures = dict[tuple[str, str], Decimal]


def figures_of(rows: Iterable[Values]) -> Figures:
    """The figures of the hidden sheet: code, header, amount; below a row of headings."""
    found: Figures = {}
    for values in rows:
        code, header, figure = (*texts_of(values[:3]), None, None, None)[:3]
        value = amount(figure)
        if (key := read_code(code)) and header and value is not None and not is_blank(figure):
            found[key, header] = value
    return found


def is_as_sent(
    part: Part, as_sent: AsSent, rows: Iterator[ReadRow], figures: Callable[[], Figures]
) -> bool:
    """True if there is a data row, and every one of them is as the form was sent out.

    `figures` reads the hidden sheet: only for a form that has no filled column `blank`.
    """
    names = list(part.columns)
    key = names.index(part.key[0])
    blank = [names.index(name) for name in as_sent.blank]
    amounts = {
        at: column.header
        for at, column in enumerate(part.columns.values())
        if column.type is CellType.MONEY
    }
    known: Figures | None = None
    is_any = False
    for row in rows:
        if row.is_total:
            continue
        is_any = True
        if not all(is_blank(row.cells[at]) for at in blank):
            return False
        filled = [at for at in amounts if not is_blank(row.cells[at])]
        if filled and known is None:
            known = figures()
        code = read_code(row.cells[key]) or ""
        for at in filled:
            figure = (known or {}).get((code, amounts[at]))
            if figure is None or amount(row.cells[at]) != figure:
                return False
    return is_any


def taken_over(part: Part, rows: Iterable[ReadRow], figures: Figures) -> Iterator[Note]:
    """A note for each cell that holds the figure with which the form was sent out."""
    key = list(part.columns).index(part.key[0])
    amounts = [
        (at, name, column.header)
        for at, (name, column) in enumerate(part.columns.items())
        if column.type is CellType.MONEY
    ]
    for row in rows:
        if row.is_total:
            continue
        code = read_code(row.cells[key]) or ""
        for at, name, header in amounts:
            figure = figures.get((code, header))
            if (
                figure is not None
                and not is_blank(row.cells[at])
                and amount(row.cells[at]) == figure
            ):
                yield Note(NoteKind.TAKEN_OVER, row.row_number, name)
