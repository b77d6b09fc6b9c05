{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched_year('income_year') }}

),

out_of_pocket as (

    select * from {{ ref('int_household_departmental_month') }}
    where
        item = 'medical'
        and is_authorised
        and {{ touched_year(income_year('month')) }}

),

year_to_date as (

    select
        household_month.household_id,
        household_month.month,
        household_month.is_population,
        sum(out_of_pocket.amount) over (
            partition by household_month.household_id, household_month.income_year
            order by household_month.month
        ) as amount,
        1 as base
    from household_month
    left join out_of_pocket
        on
            household_month.month = out_of_pocket.month
            and household_month.household_id = out_of_pocket.household_id

),

measured as (

    select * from year_to_date
    where
        is_population
        and {{ touched('month') }}

),

reached as (

    {{ reached_level('medical_burden') }}

),

final as (

    select
        household_id,
        month,
        amount as observed,
        level,
        factor as threshold
    from reached

)

select * from final
