{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with need as (

    select * from {{ ref('int_household_need_month') }}
    where {{ touched('month') }}

),

final as (

    select
        county_code,
        month,
        count(*)::integer as households,
        (count(*) filter (where has_labour))::integer as households_with_labour
    from need
    group by county_code, month

)

select * from final
