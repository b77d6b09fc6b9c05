{{ config(
    materialized='incremental',
    meta={'year_column': 'income_year'},
) }}

with months as (

    select * from {{ ref('int_months') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched_year('income_year') }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched_year('income_year') }}

),

-- the year's last roster that lists the household, and the head count frozen by its first
last_listing as (

    select distinct on (household_id, income_year) *
    from household_month
    order by household_id asc, income_year asc, month desc

),

months_heard as (

    select
        household_month.household_id,
        household_month.income_year,
        count(streams.month) as months_reported,
        count(*) filter (where household_month.is_population) as population_months,
        count(streams.month) filter (where household_month.is_population)
            as population_months_reported
    from household_month
    left join streams
        on
            household_month.month = streams.month
            and household_month.household_id = streams.household_id
    group by household_month.household_id, household_month.income_year

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
        months_heard.months_reported::integer as months_reported,
        months_heard.population_months::integer as population_months,
        months_heard.population_months_reported::integer as population_months_reported
    from last_listing
    inner join months on last_listing.month = months.month
    inner join months_heard
        on
            last_listing.household_id = months_heard.household_id
            and last_listing.income_year = months_heard.income_year

)

select * from final
