-- Numerator: per capita of the year; denominator: of the year before. A row's share of either is
-- its amount over the head count of the county's population households with data.
with county as ({{county}}),
{{income_rows}}
heard as (
    select 'year' as span, household_year.household_id, household_year.village_code,
        household_year.income_year, household_year.annual_members
    from household_year
    inner join county on household_year.county_code = county.county_code
    where county.is_year_end and household_year.is_population

    union all

    select 'to_date', to_date.household_id, to_date.village_code, to_date.income_year,
        to_date.annual_members
    from household_to_date as to_date
    inner join county
        on to_date.county_code = county.county_code
        and to_date.month_of_year = county.month_of_year
    where to_date.is_population
),
counted as (
    select heard.*, sum(annual_members) over (partition by income_year) as members from heard
)
select
    counted.household_id,
    counted.village_code,
    counted.income_year || '年收入，年度人口 ' || counted.annual_members as what,
    income_rows.period,
    income_rows.amount,
    case when counted.income_year = county.assessment_year
        then income_rows.amount / counted.members end as numerator,
    case when counted.income_year < county.assessment_year
        then income_rows.amount / counted.members end as denominator,
    income_rows.load_id,
    income_rows.row_number
from counted
cross join county
inner join income_rows
    on counted.household_id = income_rows.household_id
    and counted.income_year = income_rows.income_year
    and counted.span = income_rows.span
