"""What must hold of files, csv lines and notes of the readers, in words for the checks."""

from ingestion.notes import NoteKind

#: Conditions on a file, by the value of `holds` in contracts/_files.yml.
FILE_FACTS = {
    "matches_manifest": "the bytes match the file's line in _manifest.csv, if it has one",
    "is_readable": "the file opens, is of its feed's kind and keeps the size limits",
    "has_sheet": "the sheets that are not optional are there",
    "has_columns": "all columns are there (csv: the header is of a known kind)",
    "is_reporting_unit": "the village exists and is a reporting unit",
    "is_own_period": "the month named in the file is the folder's",
    "is_quarter_end": "a quarterly file is in the folder of the quarter's last month",
    "is_possible_period": "the period is neither long after the receipt nor years before it",
    "has_data": "the file has data rows, and a form is not as it was sent out",
}

#: What must hold, by the problem of a csv line.
LINE_PROBLEMS = {
    "cells": "the line has as many cells as the header, and each quote closes on it",
    "characters": "all bytes of the line are characters of the feed's encoding",
}
#: What must hold, by the kind of note.
NOTES = {
    NoteKind.UNKNOWN_COLUMN: "the header row has no column unknown to this contract",
    NoteKind.MULTIPLIED: "all amounts of the sheet are in yuan, none in 万元",
    NoteKind.OTHER_SHEET: "no other visible sheet has data of the same kind",
}
