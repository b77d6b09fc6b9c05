"""A village's workbook of a month with its households and the departments' figures.

A figure stands in the cell, to be corrected, or as a note beside it (measures.md, section 10).
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date

from ingestion.column import CellType
from ingestion.contract import Contract
from ingestion.render.template import Earlier, Entry, Row, write_template
from zengshou.outputs.forms.village import Figure, Household, Unit, months_beside

#: What the note says below a figure in the cell, and below one beside a blank cell.
CONFIRM = "一致不用再填，不一致请改正"
OWN = "请按入户核实的数填写"


def village_workbook(
    contracts: Mapping[str, Contract],
    unit: Unit,
    month: date,
    homes: Sequence[Household],
    clear: Mapping[str, str],
    choices: Mapping[str, Sequence[str]],
    feeds: Mapping[str, str],
    asked: Sequence[Row] = (),
) -> bytes:
    """The xlsx file; `clear` maps tokens to the heads' names and ID numbers.

    `choices`: the entries of the drop-downs, by the contract's name of the list. `feeds`: who sends
    the figure of an item. `asked`: the rows of 跟踪反馈.
    """
    contract = contracts["village_submission"]
    items = contract.parts[0].columns_of(CellType.MONEY)
    senders = {item: contracts[feed].owner.sender for item, feed in feeds.items()}
    buffer = io.BytesIO()
    write_template(
        contract,
        buffer,
        unit_code=unit.village_code,
        period=f"{month:%Y-%m}",
        title=f"{unit.village_name}{month.year}年{month.month}月{contract.title}",
        rows=[_row(home, month, items, senders, clear) for home in homes],
        earlier=[one for home in homes for one in _earlier(home, month, clear)],
        choices=choices,
        rows_beside={contract.parts[1].table: asked},
    )
    return buffer.getvalue()


def _row(
    home: Household,
    month: date,
    items: Sequence[str],
    senders: Mapping[str, str],
    clear: Mapping[str, str],
) -> Row:
    row: dict[str, str | int | Entry] = {
        "household_id": home.household_id,
        "members": home.members,
    }
    if name := clear.get(home.name_token or ""):
        row["head_name"] = name
    if citizen_id := clear.get(home.citizen_id_token or ""):
        row["head_citizen_id"] = citizen_id
    for item in items:
        figure = home.figures.get(item)
        notes = [*_source(item, figure, senders), *_before(item, home, month)]
        value = figure.amount if figure and figure.is_value else None
        if notes:
            row[item] = Entry(value, "\n".join(notes), is_prefilled=value is not None)
    return row


def _source(item: str, figure: Figure | None, senders: Mapping[str, str]) -> list[str]:
    if figure is None:
        return []
    return [f"{senders[item]}报送：{figure.amount:,.2f}元", CONFIRM if figure.is_value else OWN]


def _before(item: str, home: Household, month: date) -> list[str]:
    notes = []
    for label, one in zip(("上月", "上年同月"), months_beside(month), strict=True):
        if amount := home.reported.get(one, {}).get(item):
            notes.append(f"{label}填报：{amount:,.2f}元")
    return notes


def _earlier(home: Household, month: date, clear: Mapping[str, str]) -> list[Earlier]:
    key = {"household_id": home.household_id, "head_name": clear.get(home.name_token or "")}
    return [
        Earlier(f"{label} {one:%Y-%m}", key, home.reported[one])
        for label, one in zip(("上月", "上年同月"), months_beside(month), strict=True)
        if one in home.reported
    ]
