"""Tables with a header of two rows, changed at random: the same figures, or a problem."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ingestion.contract import Contract, Part, load_contracts
from ingestion.notes import NoteKind
from ingestion.readers import ReadFile, read
from ingestion.readers.amounts import amount
from tests.ingestion.files import headers, workbook
from tests.ingestion.villages import SETTINGS, xls

Cells = list[list[Any]]
#: Feeds whose first sheet has a header of two rows.
FEEDS = ("linkage_projects", "collective_economy", "small_loan")
UNKNOWN = ("开户行账号", "联系电话", "责任人", "备注1", "其他说明")
TEN_THOUSAND = 10_000
ROWS = 3
SHORT = settings(max_examples=40, deadline=None)


class Spot(NamedTuple):
    """A column as it stands: its name, or the header of one that no contract names."""

    name: str | None
    group: str
    header: str


def amounts_of(part: Part) -> list[str]:
    return [name for name, column in part.columns.items() if column.type == "money"]


def figure(part: Part, name: str, row: int) -> int:
    """A figure in yuan that no other cell has."""
    return TEN_THOUSAND * (len(part.columns) * row + list(part.columns).index(name)) + 2500


GOOD = {
    feed: [
        {name: Decimal(figure(part, name, row)) for name in amounts_of(part)} for row in range(ROWS)
    ]
    for feed in FEEDS
    for part in [load_contracts()[feed].parts[0]]
}


@st.composite
def orders(draw: st.DrawFn, part: Part) -> list[Spot]:
    """The columns of each group in any order, and the groups, with unknown ones among them."""
    blocks: list[list[Spot]] = []
    for group, columns in groupby(part.columns.items(), lambda one: one[1].group or ""):
        spots = [Spot(name, group, one.header.rpartition("·")[2]) for name, one in columns]
        blocks += [spots] if group else [[one] for one in spots]
    spots = []
    for block in draw(st.permutations(blocks)):
        placed = list(draw(st.permutations(block)))
        if draw(st.integers(0, 4)) == 0:
            unknown = Spot(None, placed[0].group, draw(st.sampled_from(UNKNOWN)))
            placed.insert(draw(st.integers(0, len(placed))), unknown)
        spots += placed
    return spots


@st.composite
def units(draw: st.DrawFn, part: Part) -> dict[str, str]:
    """Units that headers of columns and groups name; `sheet` is that of the sheet."""
    groups = sorted({one.group for one in part.columns.values() if one.group})
    places = [*amounts_of(part), *(f"/{group}" for group in groups), "sheet"]
    chosen = draw(st.lists(st.sampled_from(places), unique=True, max_size=4))
    return {place: draw(st.sampled_from(["万元", "元"])) for place in chosen}


class Form(NamedTuple):
    """A sheet and what is true of it."""

    rows: Cells
    is_multiplied: bool


@st.composite
def forms(draw: st.DrawFn, part: Part) -> Form:
    """The table as somebody may send it who changed the form, but no figure."""
    spots, said = draw(orders(part)), draw(units(part))
    upper, lower = draw(header_rows(spots, said))
    above: Cells = [["标题"], *[[] for _ in range(draw(st.integers(0, 9)))]]
    if unit := said.get("sheet"):
        above.append([f"单位：{unit}"])
    data = [[cell_of(part, spot, said, row) for spot in spots] for row in range(ROWS)]
    if draw(st.booleans()):
        subtotal: list[Any] = [None] * len(spots)
        subtotal[draw(st.integers(0, 1))] = "小计"
        data.insert(draw(st.integers(0, ROWS)), subtotal)
    reached = any(unit_of(part, name, said) == "sheet" for name in amounts_of(part))
    return Form([*above, upper, lower, *data], said.get("sheet") == "万元" and reached)


@st.composite
def header_rows(draw: st.DrawFn, spots: Sequence[Spot], said: dict[str, str]) -> Cells:
    """Two rows; the text of a merged group stands in its first cell."""
    upper, lower = [], []
    brackets = draw(st.sampled_from(["（{}）", "({})", " （ {} ） "]))
    before = ""
    for spot in spots:
        own = said.get(spot.name or "")
        text = spot.header + (brackets.format(own) if own else "")
        group_unit = said.get(f"/{spot.group}")
        group = spot.group + (brackets.format(group_unit) if group_unit else "")
        is_upper = not spot.group and spot.name is not None and draw(st.booleans())
        upper.append(text if is_upper else group if spot.group and spot.group != before else None)
        lower.append(None if is_upper else text)
        before = spot.group
    return [upper, lower]


def unit_of(part: Part, name: str, said: dict[str, str]) -> str | None:
    """The unit of an amount: its column's, else its group's, else `sheet`."""
    group = part.columns[name].group
    return said.get(name) or (said.get(f"/{group}") if group else None) or "sheet"


def cell_of(part: Part, spot: Spot, said: dict[str, str], row: int) -> Any:
    if spot.name is None:
        return "13912345678"
    if part.columns[spot.name].type != "money":
        return f"{spot.name}{row}"
    unit = unit_of(part, spot.name, said)
    unit = said.get("sheet") if unit == "sheet" else unit
    return figure(part, spot.name, row) / (TEN_THOUSAND if unit == "万元" else 1)


def read_of(contract: Contract, rows: Cells, *, as_xls: bool = False) -> ReadFile:
    sheets: dict[str, Any] = {contract.parts[0].layout.sheet or "": rows}
    for part in contract.parts[1:]:
        sheets[part.layout.sheet or ""] = [[], headers(contract, part.table)]
    named = {"台账" if name == "first" else name: cells for name, cells in sheets.items()}
    return read(contract, (xls if as_xls else workbook)(named), SETTINGS)


def figures(read_file: ReadFile, part: Part) -> Iterator[dict[str, Decimal | None]]:
    """The amounts of the data rows."""
    names = amounts_of(part)
    for row in read_file.tables[0].rows:
        if not row.is_total:
            cells = dict(zip(part.columns, row.cells, strict=True))
            yield {name: amount(cells[name]) for name in names}


@pytest.mark.parametrize("feed", FEEDS)
@given(data=st.data(), as_xls=st.booleans())
@SHORT
def test_a_changed_form_has_the_same_figures(
    feed: str, data: st.DataObject, *, as_xls: bool
) -> None:
    contract = load_contracts()[feed]
    part = contract.parts[0]
    form = data.draw(forms(part))
    found = read_of(contract, form.rows, as_xls=as_xls)
    assert found.problem is None, found.detail
    assert list(figures(found, part)) == GOOD[feed]
    noted = [note.kind for note in found.tables[0].notes]
    assert (NoteKind.MULTIPLIED in noted) == form.is_multiplied


@pytest.mark.parametrize("feed", FEEDS)
@given(data=st.data())
@SHORT
def test_a_damaged_header_gives_the_same_figures_or_a_problem(
    feed: str, data: st.DataObject
) -> None:
    """A header cell without a unit is lost, repeated, unknown or gets one; a group moves by one."""
    contract = load_contracts()[feed]
    part = contract.parts[0]
    form = data.draw(forms(part))
    upper = next(at for at, cells in enumerate(form.rows) if len(cells) > 1)
    is_upper = data.draw(st.booleans())
    row = form.rows[upper if is_upper else upper + 1]
    plain = [at for at, text in enumerate(row) if "元" not in (text or "")]
    place, other = data.draw(st.sampled_from(plain)), data.draw(st.sampled_from(plain))
    damage = data.draw(st.sampled_from(["lost", "copied", "unknown", "moved", "unit"]))
    if damage == "moved":
        assume(is_upper and place + 1 < len(row) and row[place + 1] is None)
        row[place : place + 2] = [None, row[place]]
    else:
        row[place] = {
            "lost": None,
            "copied": row[other],
            "unknown": "其他资金",
            "unit": f"{row[place] or ''}（千元）",
        }[damage]
    found = read_of(contract, form.rows)
    if found.problem is None:
        # A subtotal beside the table is a row without village and figures, which J03 tells.
        assert [row for row in figures(found, part) if any(row.values())] == GOOD[feed]
