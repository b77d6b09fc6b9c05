"""Finds the pairs of label and value above a table, such as 村代码 and 所属月份.

Source: measures.md section 1 (pairs of label and value in all rows above the header).
"""

from collections.abc import Sequence

from ingestion.layout import UNIT_JOINT, Labels
from ingestion.readers.book import Values
from ingestion.readers.cells import CellValue, header_key, parse_month, read_code, text_of
from ingestion.readers.table import date_text


def unit_and_period(
    labels: Labels, above: Sequence[Values], *, counts_from_1904: bool
) -> tuple[str | None, str | None]:
    """The code of the unit and the period (`YYYY-MM`) that the labels state; None if unreadable.

    A unit of two labels is complete or unreadable. Labels in the first rows count before others.
    """
    pairs: dict[str, CellValue] = {}
    for row in above:
        pairs = _pairs(labels, row) | pairs
    month = pairs.get(labels.period) if labels.period else None
    text = date_text(month, text_of(month), counts_from_1904=counts_from_1904)
    return _unit(labels, pairs), parse_month(text)


def _unit(labels: Labels, pairs: dict[str, CellValue]) -> str | None:
    names = [labels.unit, *filter(None, [labels.division])]
    codes = [read_code(text_of(pairs.get(name))) for name in names]
    return UNIT_JOINT.join(code or "" for code in codes) if all(codes) else None


def _pairs(labels: Labels, row: Values) -> dict[str, CellValue]:
    """The value of each label: the next cell, or the next filled cell after a merged label."""
    stated = filter(None, (labels.unit, labels.division, labels.period, *labels.others))
    known = {header_key(label): label for label in stated}
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
