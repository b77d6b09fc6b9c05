"""Amounts in 万元: where the unit is said, which columns it reaches, and what becomes of a cell."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.contract import load_contracts
from ingestion.notes import Note, NoteKind
from ingestion.readers import read
from ingestion.readers.amounts import amount, in_yuan
from ingestion.readers.units import column_key
from tests.ingestion.conftest import Reading
from tests.ingestion.files import headers, workbook
from tests.ingestion.villages import (
    GROUP_ROW,
    HEADERS,
    LABELS,
    SETTINGS,
    SHEET,
    households,
    notes,
    refusal,
    report,
    row,
)

ONE = row("H1", wage_migrant=0.11, wage_other="0.2", prop_land=1.5, cost_business=1)
IN_YUAN = {"wage_migrant": "0.11", "wage_other": "0.2", "prop_land": "1.5", "cost_business": "1"}
TIMES_10_000 = {
    "wage_migrant": "1100.00",
    "wage_other": "2000.00",
    "prop_land": "15000.00",
    "cost_business": "10000.00",
}
MULTIPLIED = Note(NoteKind.MULTIPLIED, 4)


def amounts(data: bytes, at: int = 0) -> dict[str, str | None]:
    return {name: cell for name, cell in households(data)[at].items() if name in IN_YUAN}


def renamed(headers_of: dict[str, str], groups: dict[str, str] | None = None) -> bytes:
    """The report with some headers written otherwise."""
    lower = [headers_of.get(text, text) for text in HEADERS]
    upper = [(groups or {}).get(text, text) if text else None for text in GROUP_ROW]
    return workbook({SHEET: [["标题"], LABELS, upper, lower, ONE]})


@pytest.mark.parametrize(
    "said",
    [
        ["单位：万元"],
        ["单位:万元"],
        ["单位 万元"],
        ["收支月报（单位：万元）"],
        ["单位：人、万元"],
        ["金额单位： 万 元"],
        ["计量单位:户，人，万元。"],
        ["标题", None, "单位：", None, "万元"],
        ["填报单位：朝阳村　单位：万元"],
        ["单位（万元）"],
        ["单位\u200b：\ufeff万元"],
    ],
)
def test_a_unit_above_the_header_multiplies_every_amount(said: list[Any]) -> None:
    data = report(ONE, above=[said, LABELS, GROUP_ROW])
    assert amounts(data) == TIMES_10_000
    assert households(data)[0]["members"] == "2"
    assert notes(data) == [MULTIPLIED]


@pytest.mark.parametrize(
    "said",
    [
        ["单位：元"],
        ["单位：人、元"],
        ["填报单位：朝阳村", "万元"],
        ["万元户情况"],
        ["单位", "朝阳村"],
        ["万元", "单位：元"],
    ],
)
def test_other_words_multiply_nothing(said: list[Any]) -> None:
    data = report(ONE, above=[said, LABELS, GROUP_ROW])
    assert amounts(data) == IN_YUAN
    assert notes(data) == []


def test_a_unit_below_the_header_multiplies_nothing() -> None:
    assert amounts(report(ONE, ["单位：万元"])) == IN_YUAN


@pytest.mark.parametrize("header", ["务工收入（万元）", "务工收入(万元)", "务工 收入 （ 万元 ）"])
def test_a_header_in_ten_thousands_multiplies_its_own_column(header: str) -> None:
    data = renamed({"务工收入": header})
    assert amounts(data) == IN_YUAN | {"wage_migrant": "1100.00"}
    assert notes(data) == [], "only the unit of the whole sheet may be an oversight"


@pytest.mark.parametrize("header", ["务工收入（元）", "务工工资(元)", "务工收入（元/年）"])
def test_a_header_in_yuan_is_in_yuan(header: str) -> None:
    data = renamed({"务工收入": header, "家庭人口数": "家庭人口数（人）"})
    assert amounts(data) == IN_YUAN
    assert notes(data) == []


def test_a_group_reaches_over_the_columns_that_the_contract_puts_in_it() -> None:
    data = renamed({}, {"工资性收入": "工资性收入（万元）"})
    expected = {"wage_migrant": "1100.00", "wage_other": "2000.00"}
    assert amounts(data) == IN_YUAN | expected
    assert notes(data) == []
    # a stated unit inside the group's header is that of the group too
    assert amounts(renamed({}, {"工资性收入": "工资性收入（单位：万元）"})) == IN_YUAN | expected


def test_a_column_or_group_with_its_own_unit_is_left_out_of_the_general_one() -> None:
    lower = ["务工收入（元）" if text == "务工收入" else text for text in HEADERS]
    upper = ["支出（元）" if text == "支出" else text for text in GROUP_ROW]
    data = workbook({SHEET: [["单位：万元"], LABELS, upper, lower, ONE]})
    assert amounts(data) == TIMES_10_000 | {"wage_migrant": "0.11", "cost_business": "1"}


def test_header_group_and_sheet_multiply_once() -> None:
    lower = ["务工收入（万元）" if text == "务工收入" else text for text in HEADERS]
    upper = ["工资性收入（万元）" if text == "工资性收入" else text for text in GROUP_ROW]
    data = workbook({SHEET: [["单位：万元"], LABELS, upper, lower, ONE]})
    assert amounts(data) == TIMES_10_000
    assert notes(data) == [MULTIPLIED]


@pytest.mark.parametrize("unit", ["千元", "百万元", "亿元", "仟元", "十万元"])
def test_another_multiple_of_the_yuan_is_refused(unit: str) -> None:
    reason = ("column_missing", f"金额单位“{unit}”不能识别，请改为元（或万元）后重报")
    assert refusal(report(ONE, above=[[f"单位：{unit}"], LABELS, GROUP_ROW])) == reason
    assert refusal(renamed({"务工收入": f"务工收入（{unit}）"})) == reason
    assert refusal(renamed({}, {"支出": f"支出({unit})"})) == reason


def test_a_cell_in_yuan_stays_and_what_cannot_be_read_stays_as_received() -> None:
    cells = {
        "wage_migrant": "1100元",
        "wage_other": "约500",
        "prop_land": "0.5万元",
        "tr_other": "-",
    }
    data = report(row("H1", **cells), ["合计", *[None] * 4, 3], above=[["单位：万元"], LABELS, []])
    assert {name: households(data)[0].get(name) for name in cells} == cells
    assert notes(data) == [MULTIPLIED]


def test_the_total_is_multiplied_alike() -> None:
    data = report(ONE, ["合计", *[None] * 4, 0.11], above=[["单位：万元"], LABELS, GROUP_ROW])
    total = read(load_contracts()["village_submission"], data, SETTINGS).tables[0].rows[-1]
    assert (total.is_total, total.cells[5]) == (True, "1100.00")


def test_the_annual_table_is_multiplied_too() -> None:
    annual = load_contracts()["income_detail"]
    head = headers(annual)
    cells = {"年度": 2022, "家庭人口数": 2, "工资性收入": 2, "人均纯收入": "1.23456"}
    data = workbook({"明细": [["标题"], ["单位：万元"], head, [cells.get(one) for one in head]]})
    table = read(annual, data, SETTINGS).tables[0]
    found = dict(zip(head, table.rows[0].cells, strict=True))
    assert {name: found[name] for name in cells} == {
        "年度": "2022", "家庭人口数": "2", "工资性收入": "20000.00", "人均纯收入": "12345.60",
    }  # fmt: skip
    assert table.notes == [Note(NoteKind.MULTIPLIED, 3)]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("0.11", "1100.00"),
        ("1,234.5", "12345000.00"),
        ("￥０.５", "5000.00"),
        ("-0.3", "-3000.00"),
        ("0.0000005", "0.01"),
        ("0.00000049", "0.00"),
        ("-0.0000005", "-0.01"),
        ("0", "0.00"),
        ("无", "无"),
        (" ", " "),
        (None, None),
        ("12元", "12元"),
        ("1.2万", "1.2万"),
        ("9" * 15, "9" * 15 + "0000.00"),
    ],
)
def test_ten_thousands_become_yuan_with_two_decimals_half_up(
    text: str | None, yuan: str | None
) -> None:
    assert in_yuan(text) == yuan


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("面积（亩）", "面积"),
        ("年度应付(元/年)", "年度应付"),
        ("预留比例（%）", "预留比例"),
        ("低保（特困）证号", "低保(特困)证号"),
        ("低保(特困)证号", "低保(特困)证号"),
        ("村代码（12位）", "村代码(12位)"),
        ("（元）", "(元)"),
        ("劳务报酬（单位：万元）", "劳务报酬"),
    ],
)
def test_headers_lose_nothing_but_their_unit(header: str, key: str) -> None:
    assert column_key(header) == key


SPELLINGS = st.one_of(
    st.text(alphabet="0123456789.,-¥￥元 　０１５，。．+eE\u200b", max_size=20),
    st.from_regex(r"-?[¥￥]?[0-9]{1,16}(,[0-9]{3}){0,4}(\.[0-9]{0,20})?元?", fullmatch=True),
    st.decimals(allow_nan=False, allow_infinity=False, places=6).map(str),
    st.sampled_from(
        ["", " ", "-", "—", "/", "无", "NaN", "nan ", "无元", "--", "1" * 60, "1" * 61]
    ),
)


@given(text=SPELLINGS)
@settings(max_examples=400, deadline=None)
def test_the_reader_and_the_database_read_the_same_amounts(money: Reading, text: str) -> None:
    assert amount(text) == money(text)


@given(text=SPELLINGS)
@settings(max_examples=200, deadline=None)
def test_what_is_multiplied_is_read_as_ten_thousand_times_it(money: Reading, text: str) -> None:
    before, after = money(text), money(in_yuan(text))
    if after is None:
        assert before is None or abs(before) >= 10**11
    elif not text.rstrip().endswith("元"):
        assert abs(after - before * 10_000) <= Decimal("50.00")


@pytest.mark.parametrize(
    ("upper", "lower"), [("劳务报酬（万元）", None), (None, "劳务报酬（万元）")]
)
def test_the_unit_of_a_column_counts_in_either_row_of_the_header(
    upper: str | None, lower: str | None
) -> None:
    contract = load_contracts()["linkage_projects"]
    project = contract.part("linkage_project")
    names = [column.header for name, column in project.columns.items() if name != "labour_pay"]
    groups = [name.partition("·") for name in names]
    rows = [
        ["标题"],
        [],
        [*(group if column else None for group, _, column in groups), upper],
        [*(column or group for group, _, column in groups), lower],
        [*[None] * len(names), 1.5],
    ]
    sheets: dict[str, Any] = {"项目": rows}
    for sheet, table in (("经营主体", "linkage_entity"), ("带动户", "linkage_household")):
        sheets[sheet] = [[], headers(contract, table)]
    read_file = read(contract, workbook(sheets), SETTINGS)
    assert read_file.problem is None, read_file.detail
    [cells] = [one.cells for one in read_file.tables[0].rows]
    assert cells[list(project.columns).index("labour_pay")] == "15000.00"
