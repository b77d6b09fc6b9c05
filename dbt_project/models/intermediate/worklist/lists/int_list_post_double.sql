{{ config(materialized='view') }}

with post as (

    select * from {{ ref('int_post_holder') }}
    where pay > 0

),

final as (

    select
        person_id as subject_key,
        month,
        household_id,
        person_id,
        null::text as county_code,
        null::text as village_code,
        sum(pay) as amount
    from post
    group by month, household_id, person_id
    having count(*) >= 2

)

select * from final
