"""Makes one table of the sheets in which a part stands (`sheet: every` in the contract)."""

from ingestion.notes import Note, NoteKind
from ingestion.readers.book import Sheet
from ingestion.readers.model import ReadTable, RowBlock
from ingestion.readers.row_numbers import in_file


def numbered(read: ReadTable, sheet: Sheet) -> ReadTable:
    """The table of a sheet with the row numbers of the file, and a note with the sheet's name."""
    first = in_file(sheet.number, read.header_row)
    notes = [
        note._replace(row_number=note.row_number and in_file(sheet.number, note.row_number))
        for note in read.notes
    ]
    return ReadTable(
        read.table,
        first,
        [_numbered(block, sheet) for block in read.blocks],
        [Note(NoteKind.SHEET, first, sheet.name), *notes],
        read.missing_columns,
    )


def joined(tables: list[ReadTable]) -> list[ReadTable]:
    """One table for each part, with the rows of all its sheets."""
    found: dict[str, ReadTable] = {}
    for table in tables:
        if known := found.get(table.table):
            known.blocks += table.blocks
            known.notes += table.notes
        else:
            found[table.table] = table
    return list(found.values())


def _numbered(block: RowBlock, sheet: Sheet) -> RowBlock:
    return block._replace(row_numbers=[in_file(sheet.number, row) for row in block.row_numbers])
