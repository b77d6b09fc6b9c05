"""Row numbers of a table that stands in several sheets of a workbook.

A row is known by one number in its file. The number is that of the row in its sheet, plus
OF_A_SHEET for each sheet before: row 7 of the third sheet is 20,000,007. In a table with one sheet
it is the number that the sheet shows.
"""

from typing import NamedTuple

#: More than the rows of any sheet.
OF_A_SHEET = 10_000_000
#: So many sheets keep the numbers below the largest integer of PostgreSQL.
MOST_SHEETS = 200


class Place(NamedTuple):
    """A row in its sheet; sheets count from 0, rows from 1."""

    sheet: int
    row: int


def in_file(sheet: int, row: int) -> int:
    """The number of a sheet's row in the file."""
    return sheet * OF_A_SHEET + row


def in_sheet(number: int) -> Place:
    """The sheet and the row of a number in the file."""
    return Place(*divmod(number, OF_A_SHEET))
