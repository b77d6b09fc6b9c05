"""Whichever month an income year begins with, the tables agree (rules.md, Time)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.settings import Settings
from tests.building import build_and_publish
from tests.dbt.installations import an_installation, copy_of
from zengshou.demo.city import write_city
from zengshou.jobs import steps

pytestmark = pytest.mark.runs

#: First month of the income year, first and last month of two whole ones.
SPANS = {10: ("2021-10", "2023-09"), 1: ("2022-01", "2023-12")}
MONTHS = """
select month, income_year from marts.fct_household_month group by 1, 2 order by 1
"""
SUMMED = """
select household_id, income_year, sum(net_income) as net_income
from marts.fct_household_month group by household_id, income_year
"""
YEARS = f"""
select yearly.net_income, months.net_income
from marts.household_year as yearly
left join ({SUMMED}) as months using (household_id, income_year)
where yearly.basis = 'monthly' and yearly.income_year = 2023
"""
ENDED = f"""
select projection.projected_net, months.net_income
from marts.household_projection as projection
inner join ({SUMMED}) as months using (household_id, income_year)
where projection.as_of_month = :last and projection.method <> 'run_rate'
"""
COUNTIES = """
select county.per_capita, sum(household.net_income) / sum(household.annual_members)
from marts.division_year as county
inner join marts.household_year as household
    on county.division_code = household.county_code and county.income_year = household.income_year
where household.is_population and household.net_income is not null
group by county.division_code, county.income_year, county.per_capita
"""
TO_DATE = """
select month.ytd_per_capita, year.per_capita
from marts.division_month as month
inner join marts.division_year as year using (division_code, income_year)
where month.month = :last
"""
TARGETS = """
select score.target_growth, city.per_capita / city.prior_per_capita - 1
from marts.county_score as score
inner join marts.division_year as city
    on city.level = 'city' and city.income_year = score.assessment_year - 1
"""
GROWTH = """
select score.growth, county.growth
from marts.county_score as score
inner join marts.division_year as county
    on county.division_code = score.county_code and county.income_year = score.assessment_year
where score.as_of_month = :last
"""
EXACT = 1e-9


@pytest.fixture(scope="module", params=list(SPANS))
def start(
    request: pytest.FixtureRequest, prepared: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """A small city processed with income years that begin in this month."""
    first_month: int = request.param
    city = write_city(
        tmp_path_factory.mktemp("income_year") / "landing",
        counties=["230521", "230523"],
        villages=2,
        households_per_village=6,
        first_month=SPANS[first_month][0],
        last_month=SPANS[first_month][1],
        income_year_start_month=first_month,
        workers=1,
    )
    url = copy_of(prepared.database_url or "", f"income_year_{uuid4().hex[:8]}")
    with an_installation(prepared.home, url, income_year_start_month=first_month):
        for feed in load_contracts():
            steps.receive_feed(feed, str(city.landing))
        steps.check()
        build_and_publish()
        yield first_month
        steps.engine().dispose()


def pairs(query: str, start: int) -> list[tuple[Any, ...]]:
    """Two ways to the same figure, side by side; none at all would prove nothing."""
    with steps.engine().connect() as connection:
        last = f"{SPANS[start][1]}-01"
        values = {"last": last} if ":last" in query else {}
        found = [tuple(row) for row in connection.execute(sa.text(query), values)]
    assert found
    return found


def test_an_income_year_has_its_twelve_months(start: int) -> None:
    by_year: dict[int, list[str]] = {}
    for month, year in pairs(MONTHS, start):
        by_year.setdefault(year, []).append(f"{month:%Y-%m}")
    assert {year: (len(months), months[0], months[-1]) for year, months in by_year.items()} == {
        2022: (12, f"{2022 - (start > 1)}-{start:02d}", "2022-09" if start > 1 else "2022-12"),
        2023: (12, f"{2023 - (start > 1)}-{start:02d}", "2023-09" if start > 1 else "2023-12"),
    }


@pytest.mark.parametrize("query", [YEARS, ENDED], ids=["year", "projection of an ended year"])
def test_a_household_s_year_is_the_sum_of_its_months(start: int, query: str) -> None:
    assert [pair for pair in pairs(query, start) if pair[0] != pair[1]] == []


@pytest.mark.parametrize(
    "query",
    [COUNTIES, TO_DATE, TARGETS, GROWTH],
    ids=["county", "months to date", "target", "growth"],
)
def test_divisions_targets_and_scores_follow_from_them(start: int, query: str) -> None:
    assert [
        pair for pair in pairs(query, start) if pair[0] is None or abs(pair[0] - pair[1]) > EXACT
    ] == []
