"""The public page: sums of counties, no cell of few persons, and it alone may be passed on."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import BuiltCity
from zengshou.outputs.page.people import People
from zengshou.outputs.page.public import published

OPEN, INTERNAL = "可对外提供", "内部资料"
#: Words of the assessment and of single places, which are nobody's business outside.
NOT_FOR_OTHERS = (
    "得分",
    "名次",
    "等次",
    "督办",
    "约谈",
    "通报批评",
    "预警",
    "逾期",
    "缺报",
    "href=",
)
LOW = """
select growth from marts.division_year
where income_year = 2023 and level = 'county' and not is_comparable
"""
PLACES = """
select division_name from marts.dim_division where level in ('township', 'village')
"""


@pytest.fixture(scope="module")
def html(page: Path) -> str:
    return (page.parent / OPEN / "index.html").read_text(encoding="utf-8")


def shown(html: str) -> str:
    """The page without its style sheet."""
    return re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_only_the_public_page_says_that_it_may_be_passed_on(page: Path, html: str) -> None:
    assert f'<p class="mark open">{OPEN}</p>' in html
    assert INTERNAL not in html
    internal = sorted(page.parent.glob("*.html"))
    assert len(internal) == 3
    for one in internal:
        said = one.read_text(encoding="utf-8")
        assert f'<p class="mark internal">{INTERNAL}</p>' in said
        assert "不得外传" in said
        assert "可直接转发" not in said


def test_it_holds_sums_of_counties_and_nothing_of_the_assessment(
    built_city: BuiltCity, html: str
) -> None:
    text = shown(html).replace('<link rel="icon" href="data:,">', "")
    assert [word for word in NOT_FOR_OTHERS if word in text] == []
    with built_city.engine.connect() as connection:
        places = connection.execute(sa.text(PLACES)).scalars().all()
        (growth,) = connection.execute(sa.text(LOW)).scalars().all()
    assert places
    assert [name for name in places if name in text] == []
    assert "不可比" in text
    assert f"{growth * 100:.2f}%" not in text


def test_no_cell_holds_fewer_persons_than_the_office_set(built_city: BuiltCity, html: str) -> None:
    with built_city.engine.connect() as connection:
        least = connection.execute(
            sa.text("select value from reference.policy_parameters where code = :code"),
            {"code": "least_persons_shown"},
        ).scalar_one()
    table = html[html.index("统计对象人数") :].split("</table>", maxsplit=1)[0]
    cells = re.findall(r"<td>([^<]+)</td>", table)
    numbers = [int(cell.replace(",", "")) for cell in cells if cell != "＊"]
    assert numbers
    assert min(numbers) >= least
    assert len(numbers) < len(cells), "the small city has small cells"
    assert f"少于 {least:.0f} 人的数不公布" in table


def test_a_county_of_few_persons_has_no_income_either() -> None:
    def row(county: str, kind: str | None, members: int) -> dict[str, object]:
        counts = dict.fromkeys(("households", "cleared", "cleared_members"), 1)
        return {"county_code": county, "monitored_kind": kind, "members": members, **counts}

    people = People(
        kinds=("甲",),
        counted=[
            *(row("1", None, 2), row("1", "甲", 1)),
            *(row("2", None, 50), row("2", "甲", 60)),
            *(row("3", None, 70), row("3", "甲", 80)),
        ],
        listed=[],
    )
    found = published(people, ["1", "2", "3"], 5)
    assert "1" in found.withheld
    assert len(found.withheld) > 1, "else the city's total gives it away"
    assert found.hides
    assert not published(people, ["2", "3"], 1).hides
