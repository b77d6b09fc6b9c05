{{ config(materialized='view') }}

with link as (

    select * from {{ ref('int_linkage_household_month') }}
    where
        is_of_month
        and mode = '到户奖补'

),

final as (

    select
        household_id as subject_key,
        month,
        household_id,
        null::text as person_id,
        null::text as county_code,
        null::text as village_code,
        sum(due_amount) - sum(paid_amount) as amount
    from link
    group by month, household_id
    having sum(due_amount) > sum(paid_amount)

)

select * from final
