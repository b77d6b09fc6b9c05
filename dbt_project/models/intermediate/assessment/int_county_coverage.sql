{{ config(materialized='incremental') }}

with to_date as (

    select * from {{ ref('int_household_ytd') }}
    where
        is_population
        and {{ touched('month') }}

),

final as (

    select
        month,
        county_code,
        {{ settled(
            'sum(annual_members * population_months_reported::numeric / population_months)'
        ) }} / sum(annual_members) as coverage
    from to_date
    group by month, county_code

)

select * from final
