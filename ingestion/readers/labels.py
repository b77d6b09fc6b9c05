"""Finds the pairs of label and value above a table, such as 村代码 and 所属月份.

Source: measures.md section 1 (pairs of label and value in all rows above the header).
"""

from collections.abc import Sequence

from ingestion.layout import Labels
from ingestion.readers.book import Values
from ingestion.readers.cells import CellValue, header_key, parse_month, read_code, text_of
from ingestion.readers.table import date_text


def unit_and_period(
    labels: Labels, above: Sequence[Values], *, counts_from_1904: bool
) -> tuple[str | None, str | None]:
    """The code of the unit and the period (`YYYY-MM`) that the labels state; None if unreadable."""
    pairs: dict[str, CellValue] = {}
    for row in above:
        pairs = _pairs(labels, row) | pairs
    month = pairs.get(labels.period)
    text = date_text(month, text_of(month), counts_from_1904=counts_from_1904)
    return read_code(text_of(pairs.get(labels.unit))), parse_month(text)


def _pairs(labels: Labels, row: Values) -> dict[str, CellValue]:
    """The value of each label: the next cell, or the next filled cell after a merged label."""
    known = {header_key(label): label for label in (labels.unit, labels.period, *labels.others)}
    pairs: dict[str, CellValue] = {}
    label: str | None = None
    for value in row:
        if value == "":
            continue
        key = header_key(text_of(value)).rstrip(":：")
        if key in known:
            label = known[key]
        elif key and label:
            pairs.setdefault(label, value)
            label = None
    return pairs
