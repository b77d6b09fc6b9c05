-- Numerator: per capita of the year; denominator: of the year before. A row's share of either is
-- its amount over the head count of the county's population households with data.
with county as ({{county}}),
{{income_rows}}
counted as (
    select
        household_year.*,
        sum(household_year.annual_members) over (partition by household_year.income_year)
            as members
    from household_year
    where household_year.is_population and household_year.county_code = :county
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
