{{ config(materialized='incremental') }}

with projection as (

    select * from {{ ref('int_household_projection') }}
    where {{ touched('as_of_month') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
line as materialized (

    select
        month,
        {{ policy('low_income_line', 'months.month') }} as yuan
    from {{ ref('int_months') }} as months

),

measured as (

    select
        projection.household_id,
        projection.as_of_month as month,
        projection.projected_net as amount,
        line.yuan * projection.annual_members as base,
        projection.projected_per_capita,
        line.yuan
    from projection
    inner join line on projection.as_of_month = line.month
    where projection.household_type = '脱贫户'

),

reached as (

    {{ reached_level('below_line') }}

),

final as (

    select
        household_id,
        month,
        projected_per_capita as observed,
        level,
        factor * yuan as threshold
    from reached

)

select * from final
