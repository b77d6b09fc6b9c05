"""The page of leads: sums of the marts, fair words, a bar for each stage of a project's yuan."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import BuiltCity
from zengshou.outputs.page.lead_figures import LeadFigures, read_leads, trail_of

LAST = "(select max(month) from marts.division_income_month)"
GAPS = f"""
select gap.*, village.parent_code as township_code
from marts.entitlement_gap as gap
left join marts.dim_division as village on gap.village_code = village.division_code
where gap.month = {LAST}
"""
TRAILS = f"""
select trail.* from marts.funds_trail as trail
where month = (
    select max(last.month) from marts.funds_trail as last
    where last.county_code = trail.county_code and last.month <= {LAST}
        and last.month >= date_trunc('year', {LAST})
)
"""


@pytest.fixture(scope="module")
def html(page: Path) -> str:
    return page.with_name("政策和资金线索.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def leads(built_city: BuiltCity) -> LeadFigures:
    with built_city.engine.connect() as connection:
        month = connection.execute(sa.text(f"select {LAST}")).scalar_one()
        return read_leads(connection, 2023, month)


def found(city: BuiltCity, query: str) -> Sequence[Any]:
    with city.engine.connect() as connection:
        return connection.execute(sa.text(query)).all()


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("city", ()),
        ("list", ("clause", "list", "owner")),
        ("owner", ("owner",)),
        ("county", ("county_code",)),
        ("township", ("county_code", "township_code")),
        ("township_list", ("county_code", "township_code", "list")),
    ],
)
def test_sums_of_leads_are_those_of_the_households(
    built_city: BuiltCity, leads: LeadFigures, part: str, key: tuple[str, ...]
) -> None:
    gaps = found(built_city, GAPS)
    assert gaps
    expected: dict[tuple[Any, ...], list[Any]] = {}
    for row in gaps:
        expected.setdefault(tuple(getattr(row, name) for name in key), []).append(row)
    shown = {tuple(row[name] for name in key): row for row in leads.part(part)}
    assert shown.keys() == expected.keys()
    for names, own in expected.items():
        assert shown[names]["households"] == len({row.household_id for row in own})
        assert shown[names]["items"] == sum(row.items for row in own)
        assert shown[names]["amount"] == sum(row.amount for row in own)
        assert shown[names]["months_open"] == max(row.months_open for row in own)


def test_the_page_shows_the_amounts_with_clause_and_department(
    built_city: BuiltCity, html: str
) -> None:
    for row in found(built_city, GAPS):
        assert f'<td class="words">{row.clause}</td><td class="words">{row.owner}</td>' in html
    whole = sum((row.amount for row in found(built_city, GAPS)), Decimal())
    assert f"{whole.quantize(Decimal('0.01'), ROUND_HALF_UP):,}" in html


def test_stages_of_projects_are_sums_of_their_lines(
    built_city: BuiltCity, leads: LeadFigures
) -> None:
    lines = found(built_city, TRAILS)
    projects = {(row.county_code, row.project_no): row for row in lines}
    assert {(row["county_code"], row["project_no"]) for row in leads.projects} == projects.keys()
    whole = trail_of(leads.projects)
    assert whole.allotted == sum(row.allotted for row in projects.values())
    assert whole.spent == sum(row.spent for row in projects.values())
    assert whole.due == sum(row.due for row in lines)
    assert whole.paid == sum(row.paid for row in lines)
    assert whole.answered == sum(min(row.declared, row.paid) for row in lines)
    assert whole.answered <= whole.paid
    assert all(row["project_name"] for row in leads.projects)


def test_a_bar_is_never_longer_than_its_track_and_says_its_share(html: str) -> None:
    widths = [float(one) for one in re.findall(r'style="width: ([\d.]+)%"', html)]
    assert widths
    assert 0 <= min(widths) <= max(widths) <= 100


def test_words_are_fair(html: str) -> None:
    assert "是否应享受、应发多少由责任单位认定" in html
    assert "“待村核对”是请村里核对的问题，不是对村和农户的评价" in html
    assert "不计入得分、预警和数据比对" in html
    assert "各月不可相加" in html
