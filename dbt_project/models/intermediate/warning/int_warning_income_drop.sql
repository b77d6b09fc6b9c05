{{ config(materialized='incremental') }}

with rolling as (

    select * from {{ ref('int_household_rolling') }}
    where {{ touched('month') }}

),

measured as (

    select
        household_id,
        month,
        net_3_before - net_3 as amount,
        net_3_before as base
    from rolling
    where
        months_3 = 3
        and months_3_before = 3
        and net_3_before > 0

),

reached as (

    {{ reached_level('income_drop') }}

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
