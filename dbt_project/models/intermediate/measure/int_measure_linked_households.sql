{{ config(materialized='ephemeral') }}

with county as (

    select * from {{ ref('int_measured_county') }}

),

linked as (

    select distinct
        county_code,
        month,
        household_id
    from {{ ref('int_linkage_household_month') }}
    where
        is_population
        and mode <> '到户奖补'

),

counted as (

    select
        county_code,
        month,
        1 as numerator,
        0 as denominator
    from linked

    union all

    select
        county_code,
        month,
        0 as numerator,
        households as denominator
    from county

),

final as (

    {{ measure_rows('linked_households') }}

)

select * from final
