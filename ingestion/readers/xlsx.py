"""Reads a workbook: the sheets in the contract, their labels, headers and data rows.

Source: feeds.md, F01-F03, the layout of each xlsx feed.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingestion.contract import Contract, Labels, Layout, Part
from ingestion.readers.cells import header_key, normalise, parse_month, render
from ingestion.readers.headers import HeaderMatch, is_blank_row, match_header
from ingestion.readers.model import CannotRead, ReadFile, ReadRow, ReadTable, blocks_of, unreadable
from ingestion.readers.sheet_cells import ErrorCells
from ingestion.readers.workbook import check_workbook

Row = list[str | None]

#: Errors of calamine for a workbook that it cannot read, or a value that it cannot hold.
_DAMAGE = (CalamineError, OSError, OverflowError, ValueError)


def read_xlsx(
    contract: Contract, data: bytes, max_unpacked: int, period: str | None = None
) -> ReadFile:
    """Read a workbook of this feed; raises CannotRead for F01-F03. `max_unpacked` is in bytes."""
    errors = check_workbook(data, max_unpacked)
    with _damage_is_unreadable(), CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        return _read_parts(contract, workbook, errors, period)


@contextmanager
def _damage_is_unreadable() -> Iterator[None]:
    """Turn each error of calamine into the problem "unreadable".

    calamine's Rust code may also panic; pyo3 raises a panic as BaseException on purpose.
    """
    try:
        yield
    except BaseException as error:
        if isinstance(error, _DAMAGE) or type(error).__name__ == "PanicException":
            raise unreadable("文件已损坏，无法读取工作表") from None
        raise


def _read_parts(
    contract: Contract,
    workbook: CalamineWorkbook,
    errors: dict[str, ErrorCells],
    period: str | None,
) -> ReadFile:
    result = ReadFile()
    for part in contract.parts:
        sheet = _find_sheet(part.layout, workbook)
        if sheet is None:
            continue
        rows = _text_rows(sheet, errors.get(sheet.name, {}))
        result.tables.append(_read_table(part, contract.labels, rows, result, period))
    return result


def _find_sheet(layout: Layout, workbook: CalamineWorkbook) -> CalamineSheet | None:
    """The part's sheet: the first visible one, or the one with that name after trimming."""
    if layout.sheet == "first":
        sheets = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        sheets.sort(key=lambda meta: meta.visible != SheetVisibleEnum.Visible)
        names = [meta.name for meta in sheets]
    else:
        names = [
            name for name in workbook.sheet_names if normalise(name) == normalise(layout.sheet)
        ]
    if names:
        return workbook.get_sheet_by_name(names[0])
    if layout.optional:
        return None
    missing = "文件中没有工作表" if layout.sheet == "first" else f"缺少工作表：{layout.sheet}"
    raise CannotRead("sheet_missing", missing)


def _text_rows(sheet: CalamineSheet, errors: ErrorCells) -> Iterator[Row]:
    """All rows of the sheet as text, starting at row 1 and column A."""
    left: Row = [None] * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows()):
        if values.count("") == len(values) and not errors:
            yield [None]
            continue
        row = left + [_text(value) if type(value) is str else render(value) for value in values]
        if errors:
            row = [text or errors.get((number, place)) for place, text in enumerate(row)]
        yield row


def _text(value: str) -> str | None:
    """A cell's text; `_x0000_` stands for a NUL character, which no database accepts."""
    return value.replace("\0", "\ufffd") or None


def _read_table(
    part: Part,
    labels: Labels | None,
    rows: Iterator[Row],
    result: ReadFile,
    period: str | None,
) -> ReadTable:
    """Header and data of a sheet; its labels are stored in `result`."""
    layout = part.layout
    above = [row for _, row in zip(range(layout.header_row), rows, strict=False)]
    if labels and layout.label_row and len(above) >= layout.label_row:
        pairs = _label_pairs(labels, above[layout.label_row - 1])
        result.unit_code = normalise(pairs.get(labels.unit))
        result.declared_period = parse_month(pairs.get(labels.period))
    header = above[layout.header_row - 1] if len(above) == layout.header_row else []
    match = match_header(part, header, period)
    if match.missing and not layout.optional:
        raise CannotRead("column_missing", match.what_is_missing())
    blocks = list(blocks_of(_data_rows(match, layout, rows)))
    notes = match.notes(layout.header_row)
    return ReadTable(part.table, layout.header_row, blocks, notes, match.missing)


def _label_pairs(labels: Labels, row: Row) -> dict[str, str | None]:
    """The value of each label: the next cell, or the next filled cell after a merged label."""
    known = {header_key(label): label for label in (labels.unit, labels.period, *labels.others)}
    pairs: dict[str, str | None] = {}
    label: str | None = None
    for cell in row:
        key = header_key(cell).rstrip(":：")
        if key in known:
            label = known[key]
        elif key and label:
            pairs.setdefault(label, cell)
            label = None
    return pairs


def _data_rows(match: HeaderMatch, layout: Layout, rows: Iterator[Row]) -> Iterator[ReadRow]:
    """Rows below the header; the total row is the last row read."""
    places, serial = match.places, match.serial
    for number, row in enumerate(rows, start=layout.header_row + 1):
        is_total = layout.total_label is not None and header_key(row[0]) == layout.total_label
        if not is_total and is_blank_row(row, serial):
            continue
        width = len(row)
        cells = [row[at] if at is not None and at < width else None for at in places]
        yield ReadRow(number, is_total, cells)
        if is_total:
            return
