"""Good workbooks changed at random: the same cells, or a note or a problem, and never a crash."""

import random
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.notes import NoteKind
from ingestion.readers import read
from tests.ingestion.files import rewrite, workbook
from tests.ingestion.test_workbook_kinds import all_parts, renamed_main, strict
from tests.ingestion.villages import (
    GROUP_ROW,
    HEADERS,
    LABELS,
    PART,
    SETTINGS,
    SHEET,
    VILLAGE,
    households,
    notes,
    row,
    sheet,
    taken,
    xls,
)
from zengshou.outputs.feedback.answers import Finding
from zengshou.outputs.feedback.marked_copy import marked_copy

Cells = list[list[Any]]

HOMES = [
    row("0012", wage_migrant=12.5, head_name="王"),
    row("H2", biz_crops=400),
    row("H3", tr_tekun="7"),
]
TOTAL = ["合计", *[None] * 4, 12.5]
EXPECTED = households(workbook({SHEET: sheet(*HOMES, TOTAL)}))
INVISIBLE = st.text(alphabet=" \u3000\t\u200b\u202a\ufeff\u2009\u00ad", max_size=2)
SHORT = settings(max_examples=25, deadline=None)
AMOUNTS = [name for name, column in PART.columns.items() if column.type == "money"]


@st.composite
def spelt(draw: st.DrawFn, text: str, *, ends: bool = True) -> str:
    """A text with characters that nobody sees at its ends and inside."""
    at = draw(st.integers(1, len(text))) if text else 0
    inside = draw(INVISIBLE)
    changed = text[:at] + inside + text[at:]
    return f"{draw(INVISIBLE)}{changed}{draw(INVISIBLE)}" if ends else changed


@st.composite
def changed_forms(draw: st.DrawFn) -> dict[str, Cells]:
    """The report as somebody may have written it who changed the form, but no figure."""
    order = draw(st.permutations(range(5, len(HEADERS)))) if draw(st.booleans()) else None
    places = [*range(5), *(order or range(5, len(HEADERS)))]
    header = [draw(spelt(HEADERS[at])) + draw(st.sampled_from(UNITS[at])) for at in places]
    group = [GROUP_ROW[at] for at in places] if order is None else []
    upper: list[Any] = list(group) or [None] * len(places)
    for at in range(5) if draw(st.booleans()) else ():
        upper[at], header[at] = header[at], ""
    pairs = [
        [draw(spelt(LABELS[at])) + draw(st.sampled_from(["", "：", ":"])), LABELS[at + 1]]
        for at in (0, 2)
    ]
    labels = [[*pairs[0], *pairs[1]]] if draw(st.booleans()) else pairs
    gap: Cells = [[] for _ in range(draw(st.integers(0, 5)))]
    total = [draw(spelt(draw(st.sampled_from(["合计", "总计", "合计：", "合计:"]))))]
    body = [[cells[at] if at < len(cells) else None for at in places] for cells in [*HOMES, TOTAL]]
    body[-1][0] = total[0]
    rows = [["标题"], *gap, *labels, upper, header, *body, ["签字：", "王某"]]
    return {"填表说明": [["x"]], draw(spelt(SHEET)).strip("\t"): rows}


UNITS = [
    ["", "（元）", "(元)"] if name in AMOUNTS else ["", "（人）"] if name == "members" else [""]
    for name in PART.columns
]


@given(sheets=changed_forms(), make=st.sampled_from([workbook, xls]))
@SHORT
def test_a_changed_form_has_the_same_figures(
    sheets: dict[str, Cells], make: Callable[[dict[str, Cells]], bytes]
) -> None:
    data = make(sheets)
    assert households(data) == EXPECTED
    assert notes(data) == []
    read_file = taken(data)
    assert (read_file.unit_code, read_file.declared_period) == ("230502200201", "2023-07")


@given(
    reached=st.sampled_from(["sheet", "column", "group"]),
    colon=st.sampled_from(["：", ":", "", "： "]),
    before=st.sampled_from(["", "人、", "户，人，"]),
    brackets=st.sampled_from(["（{}）", "({})", " （ {} ） "]),
)
@SHORT
def test_ten_thousands_are_always_multiplied_and_those_of_a_sheet_noted_once(
    reached: str, colon: str, before: str, brackets: str
) -> None:
    header, upper, title = list(HEADERS), list(GROUP_ROW), "标题"
    if reached == "sheet":
        title = f"表一（单位{colon}{before}万元）"
    elif reached == "column":
        header[5] += brackets.format("万元")
    else:
        upper[5] = f"{upper[5]}{brackets.format('万元')}"
    data = workbook({SHEET: [[title], LABELS, upper, header, *HOMES]})
    assert households(data)[0]["wage_migrant"] == "125000.00"
    assert households(data)[1]["biz_crops"] == ("4000000.00" if reached == "sheet" else "400")
    noted = [NoteKind.MULTIPLIED] if reached == "sheet" else []
    assert [note.kind for note in notes(data)] == noted


@given(
    at=st.tuples(st.integers(0, 2), st.sampled_from(AMOUNTS)),
    cell=st.sampled_from([b"<f>1+2</f>", b"<f>1+2</f><v></v>", b"<f>1+2</f><v/>", b"ERROR"]),
    make=st.sampled_from([bytes, renamed_main, lambda data: all_parts(strict, data)]),
)
@SHORT
def test_a_cell_without_a_value_is_never_a_blank(
    at: tuple[int, str], cell: bytes, make: Callable[[bytes], bytes]
) -> None:
    homes = [list(cells) for cells in HOMES]
    homes[at[0]][list(PART.columns).index(at[1])] = 987654
    data = workbook({SHEET: sheet(*homes)})

    def change(xml: bytes) -> bytes:
        if cell != b"ERROR":
            return xml.replace(b"<v>987654</v>", cell)
        return xml.replace(b"><v>987654</v>", b' t="e"><v>#REF!</v>')

    data = make(rewrite(data, {"xl/worksheets/sheet1.xml": change}))
    found = households(data)[at[0]].pop(at[1])
    assert found == ("#REF!" if cell == b"ERROR" else "=1+2")


GOOD_XLS = xls({SHEET: sheet(*HOMES, TOTAL), "收支月报（2）": sheet(*HOMES)})


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_no_damaged_xls_stops_the_reading_or_the_answer(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - damage is to be the same for the same seed
    data = bytearray(GOOD_XLS)
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.choice([0, 1, 255, chance.randrange(256)])
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    read(VILLAGE, bytes(data), SETTINGS)
    finding = Finding("village_submission", 5, "V03", "reject", "务工收入", "x")
    marked_copy(VILLAGE, "2023-07", bytes(data), [finding])


@given(text=st.text(max_size=40), at=st.integers(0, 8), place=st.integers(0, len(HEADERS)))
@settings(max_examples=60, deadline=None)
def test_no_text_anywhere_stops_the_reading(text: str, at: int, place: int) -> None:
    rows = [list(cells) for cells in sheet(*HOMES, TOTAL, ["签字"])]
    rows[at] += [None] * (place + 1 - len(rows[at]))
    rows[at][place] = text.encode("utf-8", "replace").decode()
    read(VILLAGE, workbook({SHEET: rows, "另表": rows[at:]}), SETTINGS)
