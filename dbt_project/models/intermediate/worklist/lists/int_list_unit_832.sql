{{ config(materialized='view') }}

with unit as (

    select * from {{ ref('stg_consumption') }}
    where canteen in ('有', '外包')

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
pace as materialized (

    select
        month,
        extract(month from month) as months,
        {{ policy('reserved_share_least', 'months.month') }} as share
    from {{ ref('int_months') }} as months

),

measured as (

    select
        unit.*,
        pace.share,
        unit.reserved * pace.months / 12 as wanted
    from unit
    inner join pace on unit.month = pace.month

),

final as (

    select
        county_code || '|' || unit_no as subject_key,
        month,
        null::text as household_id,
        null::text as person_id,
        county_code,
        null::text as village_code,
        greatest(wanted - completed, 0) as amount
    from measured
    where
        reserved_share < share
        or completed < wanted

)

select * from final
