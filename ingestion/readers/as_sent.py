"""Tells whether a form came back as it was sent out: nobody filled in anything.

Source: feeds.md, "Doubtful input" (Files without content).
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from ingestion.column import CellType
from ingestion.contract import Part
from ingestion.layout import AsSent
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
