"""The page 帮扶措施: a card per measure of the plan, counties in colours, answers by owner."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import BuiltCity
from zengshou import words
from zengshou.outputs.measures.figures import Indicator, standing
from zengshou.outputs.measures.plan import Clause, clause_of
from zengshou.outputs.page.sparkline import sparkline

VALUES = """
select status.division_code, seed.name_zh, status.value, status.target, seed.better
from marts.measure_status as status
inner join reference.measure_indicators as seed using (indicator)
where status.month = (select max(month) from marts.division_income_month)
"""
ITEMS = """
select list.name_zh, item.owner, item.county_code, count(*) as items,
    count(*) filter (where item.overdue) as overdue
from marts.worklist as item
inner join reference.worklists as list on item.list = list.code
where item.month = (select max(month) from marts.division_income_month)
    and item.status <> 'auto_closed'
group by list.name_zh, item.owner, item.county_code
"""


@pytest.fixture(scope="module")
def html(page: Path) -> str:
    return page.with_name("帮扶措施.html").read_text(encoding="utf-8")


def _cells(row: str) -> list[str]:
    return re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL)


def _shown(value: Decimal | None) -> str:
    if value is None:
        return "—"
    return f"{(value * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def test_every_measure_of_the_plan_has_its_card_under_its_path(html: str) -> None:
    found = re.findall(r'<span class="number">(\d+)</span>([^<]+)</h3>', html)
    assert [(int(number), name) for number, name in found] == [
        (int(code), name) for code, name in words.names("measure").items()
    ]
    places = [html.index(f"（{code}）{name}") for code, name in words.names("measure_path").items()]
    assert places == sorted(places)


def test_the_map_shows_each_countys_value_of_the_month(built_city: BuiltCity, html: str) -> None:
    with built_city.engine.connect() as connection:
        rows = connection.execute(sa.text(VALUES)).all()
    codes = sorted({row.division_code for row in rows})
    assert len(codes) > 2
    heat = html[html.index("各县(区)各项指标") :]
    for name in {row.name_zh for row in rows}:
        own = {row.division_code: row for row in rows if row.name_zh == name}
        cells = _cells(
            re.findall(rf'<tr><th scope="row">{name}</th>(.*?)</tr>', heat, flags=re.DOTALL)[0]
        )
        assert cells[1:] == [_shown(own[code].value) for code in codes], name
    assert any(row.value is None for row in rows), "an indicator that is not applicable"


def test_colours_say_whether_a_target_is_met(built_city: BuiltCity, html: str) -> None:
    with built_city.engine.connect() as connection:
        rows = connection.execute(sa.text(VALUES)).all()
    aimed = [row for row in rows if row.target is not None and row.value is not None]
    missed = [
        row
        for row in aimed
        if (row.value > row.target if row.better == "lower" else row.value < row.target)
    ]
    assert 0 < len(missed) < len(aimed)
    heat = html[html.index("各县(区)各项指标") :]
    assert len(re.findall(r'<td class="missed', heat)) == len(missed)
    assert len(re.findall(r'<td class="met', heat)) == len(aimed) - len(missed)


def test_items_of_lists_and_owners_are_those_of_the_marts(built_city: BuiltCity, html: str) -> None:
    with built_city.engine.connect() as connection:
        rows = connection.execute(sa.text(ITEMS)).all()
    assert rows
    owners = html[html.index("各责任单位办理情况") :]
    for owner in {row.owner for row in rows}:
        own = [row for row in rows if row.owner == owner]
        cells = _cells(
            re.findall(rf'<th scope="row">{owner}</th>(.*?)</tr>', owners, flags=re.DOTALL)[0]
        )
        assert cells[0] == str(sum(row.items for row in own))
        assert cells[2] == str(sum(row.overdue for row in own))
        assert cells[-1].endswith("%")
    lists = html[html.index("各县(区)工作清单") :]
    for name in {row.name_zh for row in rows}:
        whole = sum(row.items for row in rows if row.name_zh == name)
        cells = _cells(
            re.findall(rf'<th scope="row">{name}</th>(.*?)</tr>', lists, flags=re.DOTALL)[0]
        )
        assert cells[1].split("<")[0] == str(whole)


@pytest.mark.parametrize(
    ("value", "target", "before", "lower", "expected"),
    [
        ("0.8", "0.8", None, False, "met"),
        ("0.79", "0.8", "0.1", False, "missed"),
        ("0.02", "0.01", None, True, "missed"),
        ("0.5", None, "0.4", False, "better"),
        ("0.5", None, "0.4", True, "worse"),
        ("0.5", None, "0.5", True, "same"),
        ("0.5", None, None, False, ""),
        (None, "0.8", "0.4", False, ""),
    ],
)
def test_a_value_stands_against_its_target_or_the_year_before(
    value: str | None, target: str | None, before: str | None, *, lower: bool, expected: str
) -> None:
    indicator = Indicator("x", "某指标", Clause("一", 1), lower, adds_up_by_year=False)
    row = {
        "value": value and Decimal(value),
        "target": target and Decimal(target),
        "previous_value": before and Decimal(before),
    }
    assert standing(row, indicator) == expected


def test_a_line_breaks_where_the_year_begins_anew_and_where_a_month_is_missing() -> None:
    months = [date(2022, 11, 1), date(2022, 12, 1), date(2023, 1, 1), date(2023, 2, 1)]
    points = [(month, Decimal(at)) for at, month in enumerate(months, start=1)]
    through = sparkline("a", "甲", points, [], begins_anew=False)
    anew = sparkline("a", "甲", points, [], begins_anew=True)
    gap = sparkline("a", "甲", [*points[:1], (months[1], None), *points[2:]], [], begins_anew=False)
    assert through.count("<polyline") == 1
    assert anew.count("<polyline") == 2
    assert gap.count("<polyline") == 2
    assert sparkline("a", "甲", [(months[0], None)], [], begins_anew=False) == ""


def test_a_clause_names_path_and_measure() -> None:
    assert clause_of("2023年度实施方案 三(四)12") == Clause("四", 12)
    with pytest.raises(ValueError, match="does not end with a clause"):
        clause_of("2023年度实施方案")
