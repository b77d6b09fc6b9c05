{{ config(materialized='view') }}

with assistance as (

    select * from {{ ref('int_assistance_person') }}
    where
        kind = 'dibao'
        and grace_until < month

),

-- a row counts once for a household, however many of its members are in it
supported as (

    select distinct
        month,
        household_id,
        load_id,
        row_number,
        row_amount
    from assistance

),

final as (

    select
        household_id as subject_key,
        month,
        household_id,
        null::text as person_id,
        null::text as county_code,
        null::text as village_code,
        sum(row_amount) as amount
    from supported
    group by month, household_id

)

select * from final
