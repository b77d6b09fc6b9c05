{{ config(materialized='ephemeral') }}

with county as (

    select * from {{ ref('int_measured_county') }}

),

need as (

    select * from {{ ref('int_household_need_month') }}
    where has_labour

),

-- the first month of the income year with courtyard income
courtyard as (

    select
        household_id,
        {{ income_year('month') }} as income_year,
        min(month) as first_month
    from {{ ref('stg_village_submission') }}
    where biz_courtyard > 0
    group by household_id, {{ income_year('month') }}

),

earning as (

    select
        need.county_code,
        need.month
    from need
    inner join courtyard
        on
            need.household_id = courtyard.household_id
            and need.income_year = courtyard.income_year
            and need.month >= courtyard.first_month

),

counted as (

    select
        county_code,
        month,
        1 as numerator,
        0 as denominator
    from earning

    union all

    select
        county_code,
        month,
        0 as numerator,
        households_with_labour as denominator
    from county

),

final as (

    {{ measure_rows('courtyard_households') }}

)

select * from final
