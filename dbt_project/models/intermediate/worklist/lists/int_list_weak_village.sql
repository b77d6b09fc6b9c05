{{ config(materialized='view') }}

with village as (

    select * from {{ ref('stg_collective_economy') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
bound as materialized (

    select
        month,
        {{ policy('weak_village_income', 'months.month') }} as yuan
    from {{ ref('int_months') }} as months

),

summed as (

    select
        village.month,
        village.county_code,
        village.village_code,
        village.business_income
        + village.contract_income
        + village.investment_income
        - village.business_cost
        - village.administration_cost as income,
        bound.yuan
    from village
    inner join bound on village.month = bound.month

),

final as (

    select
        village_code as subject_key,
        month,
        null::text as household_id,
        null::text as person_id,
        county_code,
        village_code,
        yuan - income as amount
    from summed
    where income < yuan

)

select * from final
