"""The columns of a part's raw table, computed from its contract.

The raw table, the dbt source and the ODCS document all use this list, so they always agree. Cells
are stored as received, as text. Clear citizen IDs, names and phone numbers are never stored
(domain.md, "Personal data"): a token and a masked form replace them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from ingestion.column import CellType, Column, PersonalData
from ingestion.contract import Part

SqlType = Literal["bigint", "integer", "boolean", "text", "date"]


#: Name of the column that marks broken csv lines.
LINE_PROBLEM = "line_problem"


@dataclass(frozen=True, slots=True)
class RawColumn:
    """One column of a raw table.

    `header` is the sender's header and `source` the column name in the contract; both are None for
    columns that the loader adds. `personal` is the class of personal data after tokenising.
    """

    name: str
    type: SqlType
    header: str | None
    description: str
    source: str | None = None
    personal: PersonalData = PersonalData.NONE


def raw_columns(part: Part) -> list[RawColumn]:
    """The columns of the raw table `part.table`: first the loader's, then the sender's."""
    columns = list(_loader_columns(part))
    for name, column in part.columns.items():
        columns.extend(_made_of(column)(name, column))
    return columns


def _loader_columns(part: Part) -> Iterator[RawColumn]:
    yield RawColumn("load_id", "bigint", None, "The received file, see ops.load.")
    yield RawColumn(
        "row_number", "integer", None, "Row in the sheet or file as a person counts it, from 1."
    )
    if part.layout.has_total_rows:
        yield RawColumn(
            "is_total", "boolean", None, f"True for a row of {_totals(part)}, which is no data row."
        )
    if part.layout.subtotals:
        yield RawColumn(
            "is_subtotal", "boolean", None, "True for a row of 小计, which closes a block of rows."
        )
    if part.listed_in:
        yield RawColumn("place", "integer", None, "Place in the list of the row's members, from 1.")
    if part.is_csv:
        yield RawColumn(
            LINE_PROBLEM,
            "text",
            None,
            "Why the line could not be taken apart: cells (C01) or characters (C02).",
        )


def _totals(part: Part) -> str:
    return part.layout.total_label or "小计, 合计 or 总计"


def _made_of(column: Column) -> Callable[[str, Column], Iterator[RawColumn]]:
    if column.type is CellType.CERTIFICATE:
        return _of_certificate
    if column.is_citizen_id:
        return _of_citizen_id
    return _of_masked if column.is_tokenised else _of_text


def _of_text(name: str, column: Column) -> Iterator[RawColumn]:
    about = [f"{column.header}, as received"]
    about += [f"in {column.unit}"] if column.unit else []
    about += [column.note] if column.note else []
    yield RawColumn(name, "text", column.header, f"{'; '.join(about)}.", name, column.personal)


def _of_citizen_id(name: str, column: Column) -> Iterator[RawColumn]:
    header = column.header
    yield RawColumn(
        f"{name}_token",
        "text",
        header,
        f"{header}: keyed token of the citizen ID, never the ID itself.",
        name,
        column.personal,
    )
    yield RawColumn(
        f"{name}_kind",
        "text",
        header,
        f"{header}: what the cell holds: citizen, placeholder (999999…), invalid or blank.",
        name,
    )
    yield RawColumn(
        f"{name}_birth_date",
        "date",
        header,
        f"{header}: birth date read from a valid ID.",
        name,
        column.personal,
    )
    yield RawColumn(
        f"{name}_sex", "text", header, f"{header}: sex (男, 女) read from a valid ID.", name
    )


def _of_certificate(name: str, column: Column) -> Iterator[RawColumn]:
    yield from _of_citizen_id(name, column)
    yield RawColumn(
        f"{name}_suffix",
        "text",
        column.header,
        f"{column.header}: the digits behind the citizen ID.",
        name,
        PersonalData.SENSITIVE,
    )


def _of_masked(name: str, column: Column) -> Iterator[RawColumn]:
    shown = "138****8000" if column.type is CellType.PHONE else "张**"
    header = column.header
    yield RawColumn(
        f"{name}_token",
        "text",
        header,
        f"{header}: keyed token of the clear value, which is kept encrypted in schema vault.",
        name,
        column.personal,
    )
    yield RawColumn(
        f"{name}_masked", "text", header, f"{header}: masked for display, as {shown}.", name
    )
