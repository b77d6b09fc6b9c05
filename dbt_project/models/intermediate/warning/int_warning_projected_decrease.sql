{{ config(materialized='incremental') }}

with projection as (

    select * from {{ ref('int_household_projection') }}
    where {{ touched('as_of_month') }}

),

household_year as (

    select * from {{ ref('int_household_year') }}

),

-- The fall of per capita. amount and base are multiplied by both head counts, because a rounded
-- quotient could cross the threshold.
measured as (

    select
        projection.household_id,
        projection.as_of_month as month,
        last_year.net_income * projection.annual_members
        - projection.projected_net * last_year.annual_members as amount,
        last_year.net_income * projection.annual_members as base
    from projection
    inner join household_year as last_year
        on
            projection.household_id = last_year.household_id
            and projection.income_year = last_year.income_year + 1
    where last_year.net_income > 0

),

reached as (

    {{ reached_level('projected_decrease') }}

),

final as (

    select
        household_id,
        month,
        amount / base as observed,
        level,
        factor as threshold
    from reached

)

select * from final
