"""Reads received files: from bytes to rows of text, or the reason for failure.

A file never stops a run: each problem is returned as `ReadFile.problem`.
"""

from ingestion.contract import Contract
from ingestion.readers.csv import check_encoding, open_csv, read_csv
from ingestion.readers.csv_lines import CsvPiece, read_piece
from ingestion.readers.model import (
    CannotRead,
    Problem,
    ReadFile,
    ReadRow,
    ReadTable,
    RowBlock,
    unreadable,
)
from ingestion.readers.sheets import read_workbook
from ingestion.settings import Settings

__all__ = [
    "CannotRead",
    "CsvPiece",
    "Problem",
    "ReadFile",
    "ReadRow",
    "ReadTable",
    "RowBlock",
    "check_encoding",
    "open_csv",
    "over_size",
    "read",
    "read_piece",
]

MEGABYTE = 1024 * 1024


def read(
    contract: Contract, data: bytes, settings: Settings, period: str | None = None
) -> ReadFile:
    """Read a file of this feed (F01-F03); the gate judges its rows.

    Headers of forms that were not in use in `period` do not count; without `period` all headers
    count.
    """
    if len(data) > settings.max_packed_mb * MEGABYTE:
        return over_size(settings)
    try:
        if contract.form == "csv":
            return read_csv(contract, data, period)
        return read_workbook(contract, data, settings.max_unpacked_mb * MEGABYTE, period)
    except CannotRead as reason:
        return ReadFile(problem=reason.problem, detail=reason.detail)


def over_size(settings: Settings) -> ReadFile:
    """The result for a file that is too large to load (`LandedFile.too_large`)."""
    reason = unreadable(f"文件超过{settings.max_packed_mb}MB")
    return ReadFile(problem=reason.problem, detail=reason.detail)
