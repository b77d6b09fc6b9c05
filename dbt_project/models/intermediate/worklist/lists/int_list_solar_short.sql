{{ config(materialized='view') }}

with village as (

    select * from {{ ref('stg_collective_economy') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
bound as materialized (

    select
        month,
        {{ policy('solar_labour_share', 'months.month') }} as share
    from {{ ref('int_months') }} as months

),

summed as (

    select
        village.month,
        village.county_code,
        village.village_code,
        bound.share * village.solar_income as wanted,
        village.solar_posts + village.solar_works as spent
    from village
    inner join bound on village.month = bound.month
    where village.solar_income > 0

),

final as (

    select
        village_code as subject_key,
        month,
        null::text as household_id,
        null::text as person_id,
        county_code,
        village_code,
        wanted - spent as amount
    from summed
    where spent < wanted

)

select * from final
