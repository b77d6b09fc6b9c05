"""The figures of the page, read from the marts: sums of divisions only, no household data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from zengshou.outputs import comparison
from zengshou.outputs.page.people import People, read_people

Rows = Sequence[sa.RowMapping]

LATEST = """
select income_year, max(month) as month, min(month) as first_month
from marts.division_income_month
where income_year = (select max(income_year) from marts.division_income_month)
group by income_year
"""
DIVISIONS = """
select
    division.division_code, division.division_name, division.level, figures.is_finished,
    figures.households, figures.members, figures.per_capita, figures.prior_per_capita,
    figures.growth, figures.target_growth, figures.target_met, figures.coverage,
    figures.matched_growth, figures.is_comparable, figures.village_months_expected,
    figures.village_months_received, figures.prior_village_months_expected,
    figures.prior_village_months_received,
    score.score, score.grade, score.treatment, score.rank, score.status,
    monthly.projected_growth, monthly.on_watch_list
from marts.division_year as figures
inner join marts.dim_division as division using (division_code)
left join marts.county_score as score
    on figures.division_code = score.county_code and figures.income_year = score.assessment_year
left join marts.county_score_month as monthly
    on
        score.county_code = monthly.county_code and score.assessment_year = monthly.assessment_year
        and score.as_of_month = monthly.as_of_month
where figures.income_year = :year and figures.level in ('city', 'county')
order by division.level asc, score.rank asc nulls last, figures.growth desc nulls last,
    division.division_code asc
"""
MONTHS = """
select
    income.month, income.wage, income.business, income.property, income.transfer,
    income.business_cost, income.net_income, income.households, income.households_reported,
    division.ytd_per_capita, division.prior_ytd_per_capita
from marts.division_income_month as income
inner join marts.division_month as division using (division_code, month)
where income.level = 'city' and income.income_year = :year
order by income.month
"""
BASES = """
select distinct income_year, basis from marts.household_year
where income_year in (:year, :year - 1) and is_population and net_income is not null
order by income_year, basis
"""
WARNINGS = """
select
    calendar.month,
    count(warning.*) filter (where warning.level = 'red') as red,
    count(warning.*) filter (where warning.level = 'orange') as orange,
    count(warning.*) filter (where warning.level = 'yellow') as yellow,
    count(warning.*) filter (where warning.overdue) as overdue
from marts.division_income_month as calendar
left join marts.warning as warning
    on calendar.month = warning.month and warning.status <> 'auto_closed'
where calendar.level = 'city' and calendar.income_year = :year
group by calendar.month
order by calendar.month
"""
RULES = """
select
    rule.name_zh as name,
    count(*) filter (where warning.level = 'red') as red,
    count(*) filter (where warning.level = 'orange') as orange,
    count(*) filter (where warning.level = 'yellow') as yellow,
    count(*) as in_force,
    count(*) filter (where warning.overdue) as overdue
from marts.warning as warning
inner join reference.warning_rules as rule on warning.rule = rule.code
where warning.month = :month and warning.status <> 'auto_closed'
group by rule.name_zh
order by red desc, orange desc, yellow desc, name asc
"""
SUBMISSIONS = """
select
    month, county_code,
    count(*) as expected,
    count(*) filter (where received) as received,
    count(*) filter (where on_time) as on_time
from marts.submission_status
where income_year = :year and expected
group by month, county_code
order by month, county_code
"""
RECEIVED = "select max(received_at) from ops.receipt where trial is null"
PUBLISHED = "select max(published_at) from ops.publication"


class NoFigures(ZengshouError):
    """The marts have no month with income; the message says what to do."""


@dataclass(frozen=True)
class Figures:
    """The figures of an income year for the page: money in yuan, shares 0..1, unrounded.

    `divisions` begins with the city; the counties follow by rank. `received_at` is the receipt time
    of the last file, `published_at` the time of the last publication of the marts. `missing`:
    village-months of this year and of the like months before that never came. `people`: the
    population of the last month. `basis`, `prior_basis`: what income of this year and of the year
    before rests on, `annual` or `monthly`, or both.
    """

    year: int
    first_month: date
    month: date
    divisions: Rows
    months: Rows
    basis: Sequence[str]
    prior_basis: Sequence[str]
    warnings: Rows
    rules: Rows
    submissions: dict[tuple[date, str], sa.RowMapping]
    received_at: datetime | None
    published_at: datetime
    missing: Sequence[dict[str, Any]]
    people: People

    @property
    def city(self) -> sa.RowMapping:
        """The row of the city."""
        return self.divisions[0]

    @property
    def changes_base(self) -> bool:
        """Whether the whole year's figures rest on a year's table, unlike those of the months."""
        return self.city["is_finished"] and "annual" in (*self.basis, *self.prior_basis)

    @property
    def counties(self) -> Rows:
        """The counties by rank."""
        return self.divisions[1:]


def read_figures(connection: sa.Connection) -> Figures:
    """Figures of the latest income year with data. Raises NoFigures."""

    def rows(query: str, **values: Any) -> Rows:
        return connection.execute(sa.text(query), values).mappings().all()

    try:
        latest = connection.execute(sa.text(LATEST)).mappings().first()
    except sa.exc.ProgrammingError as error:
        raise NoFigures("the warehouse has no marts yet; run `zengshou run` first") from error
    if latest is None:
        raise NoFigures(
            "no month with accepted submissions yet; run `zengshou run` after villages report"
        )
    year, month = latest["income_year"], latest["month"]
    bases = rows(BASES, year=year)
    return Figures(
        year=year,
        first_month=latest["first_month"],
        month=month,
        divisions=rows(DIVISIONS, year=year),
        months=rows(MONTHS, year=year),
        basis=[row["basis"] for row in bases if row["income_year"] == year],
        prior_basis=[row["basis"] for row in bases if row["income_year"] < year],
        warnings=rows(WARNINGS, year=year),
        rules=rows(RULES, month=month),
        submissions={
            (row["month"], row["county_code"]): row for row in rows(SUBMISSIONS, year=year)
        },
        received_at=connection.execute(sa.text(RECEIVED)).scalar(),
        published_at=connection.execute(sa.text(PUBLISHED)).scalar_one(),
        missing=comparison.missing_village_months(connection, year, month),
        people=read_people(connection, month),
    )
