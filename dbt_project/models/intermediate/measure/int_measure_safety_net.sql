{{ config(materialized='ephemeral') }}

with need as (

    select * from {{ ref('int_household_need_month') }}
    where
        not has_labour
        and is_below_standard

),

supported as (

    select distinct
        month,
        household_id
    from {{ ref('int_assistance_person') }}
    where kind in ('dibao', 'tekun')

),

counted as (

    select
        need.county_code,
        need.month,
        (supported.household_id is not null)::integer as numerator,
        1 as denominator
    from need
    left join supported
        on
            need.month = supported.month
            and need.household_id = supported.household_id

),

final as (

    {{ measure_rows('safety_net') }}

)

select * from final
