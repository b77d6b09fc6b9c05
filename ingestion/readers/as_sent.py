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

    `figures` gives those of the hidden sheet; it is asked only for a form that has no filled column
    `blank`.
    """
    names = list(part.columns)
    blank = [names.index(name) for name in as_sent.blank]
    is_any = False
    for row in rows:
        if row.is_total:
            continue
        is_any = True
        if not all(is_blank(row.cells[at]) for at in blank):
            return False
        filled = _filled_amounts(part, row)
        if filled and set(filled) - set(_as_sent_out(part, row, figures())):
            return False
    return is_any


def taken_over(part: Part, rows: Iterable[ReadRow], figures: Figures) -> Iterator[Note]:
    """A note for each cell that holds the figure with which the form was sent out."""
    for row in rows:
        if not row.is_total:
            for name in _as_sent_out(part, row, figures):
                yield Note(NoteKind.TAKEN_OVER, row.row_number, name)


def _filled_amounts(part: Part, row: ReadRow) -> dict[str, str | None]:
    """The cells of the row's filled amount columns, by name."""
    return {
        name: cell
        for (name, column), cell in zip(part.columns.items(), row.cells, strict=True)
        if column.type is CellType.MONEY and not is_blank(cell)
    }


def _as_sent_out(part: Part, row: ReadRow, figures: Figures) -> list[str]:
    """The amount columns in which the row holds the figure of the hidden sheet."""
    code = read_code(row.cells[list(part.columns).index(part.key[0])]) or ""
    return [
        name
        for name, cell in _filled_amounts(part, row).items()
        if (figure := figures.get((code, part.columns[name].header))) is not None
        and amount(cell) == figure
    ]
