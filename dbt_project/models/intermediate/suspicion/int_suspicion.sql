{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with household_month as (

    select * from {{ ref('int_household_month') }}
    where
        is_population
        and {{ touched('month') }}

),

measured as (

    select * from {{ ref('int_suspicion_copy_forward') }}
    union all
    select * from {{ ref('int_suspicion_digit_heaping') }}
    union all
    select * from {{ ref('int_suspicion_jump_against_department') }}
    union all
    select * from {{ ref('int_suspicion_year_end_spike') }}
    union all
    select * from {{ ref('int_suspicion_grant_as_income') }}
    union all
    select * from {{ ref('int_suspicion_loan_as_income') }}

),

-- a kind with several measures counts once, by the measure furthest above its threshold
final as (

    select distinct on (measured.household_id, measured.month, measured.kind)
        measured.household_id,
        measured.month,
        household_month.income_year,
        household_month.county_code,
        household_month.village_code,
        measured.kind,
        measured.measure,
        measured.observed,
        measured.threshold,
        measured.points
    from measured
    inner join household_month
        on
            measured.month = household_month.month
            and measured.household_id = household_month.household_id
    order by
        measured.household_id asc,
        measured.month asc,
        measured.kind asc,
        measured.observed / nullif(measured.threshold, 0) desc nulls last,
        measured.measure asc

)

select * from final
