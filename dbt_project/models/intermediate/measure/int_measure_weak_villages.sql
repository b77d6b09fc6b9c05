{{ config(materialized='ephemeral') }}

-- the figures of the whole calendar year
with village as (

    select * from {{ ref('stg_collective_economy') }}
    where extract(month from month) = 12

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
line as materialized (

    select
        month,
        {{ policy('weak_village_income', 'months.month') }} as yuan
    from {{ ref('int_months') }} as months

),

counted as (

    select
        village.county_code,
        village.month,
        (
            village.business_income
            + village.contract_income
            + village.investment_income
            - village.business_cost
            - village.administration_cost
            < line.yuan
        )::integer as numerator,
        1 as denominator
    from village
    inner join line on village.month = line.month

),

final as (

    {{ measure_rows('weak_villages') }}

)

select * from final
