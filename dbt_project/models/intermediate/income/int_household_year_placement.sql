{{ config(
    materialized='incremental',
    meta={'year_column': 'income_year'},
) }}

with months as (

    select * from {{ ref('int_months') }}

),

to_date as (

    select * from {{ ref('int_household_ytd') }}
    where {{ touched_year('income_year') }}

),

-- the year's last roster that lists the household
last_listing as (

    select distinct on (household_id, income_year) *
    from to_date
    order by household_id asc, income_year asc, month_of_year desc

),

final as (

    select
        last_listing.household_id,
        last_listing.income_year,
        last_listing.village_code,
        last_listing.township_code,
        last_listing.county_code,
        last_listing.household_type,
        last_listing.annual_members,
        months.is_latest_of_year and last_listing.is_population as is_population,
        last_listing.months_reported,
        last_listing.population_months,
        last_listing.population_months_reported
    from last_listing
    inner join months on last_listing.month = months.month

)

select * from final
