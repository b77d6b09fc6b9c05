{{ config(materialized='incremental') }}

with rolling as (

    select * from {{ ref('int_household_rolling') }}
    where {{ touched('month') }}

),

household_year as (

    select * from {{ ref('int_household_year') }}

),

measured as (

    select
        rolling.household_id,
        rolling.month,
        rolling.rigid_3 as amount,
        case
            when rolling.months_12 = 12 then rolling.net_12
            else last_year.net_income
        end as base
    from rolling
    left join household_year as last_year
        on
            rolling.household_id = last_year.household_id
            and rolling.income_year = last_year.income_year + 1
    where rolling.months_3 > 0

),

with_base as (

    select * from measured
    where base > 0

),

reached as (

    {{ reached_level('spending_surge', 'with_base') }}

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
