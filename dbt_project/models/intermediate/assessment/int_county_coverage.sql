{{ config(materialized='incremental') }}

with household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched_year('income_year') }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched_year('income_year') }}

),

-- months of the year so far in which the household was in the population, and those heard
heard as (

    select
        household_month.month,
        household_month.county_code,
        household_month.is_population,
        household_month.annual_members,
        count(*) filter (where household_month.is_population) over year_to_date
            as population_months,
        count(streams.month) filter (where household_month.is_population) over year_to_date
            as population_months_reported
    from household_month
    left join streams
        on
            household_month.month = streams.month
            and household_month.household_id = streams.household_id
    window
        year_to_date as (
            partition by household_month.household_id, household_month.income_year
            order by household_month.month
        )

),

final as (

    select
        month,
        county_code,
        sum(annual_members * population_months_reported::numeric / population_months)
        / sum(annual_members) as coverage
    from heard
    where
        is_population
        and {{ touched('month') }}
    group by month, county_code

)

select * from final
