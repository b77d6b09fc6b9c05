{{ config(materialized='view') }}

with post as (

    select * from {{ ref('int_post_holder') }}
    where
        pay > 0
        and days_worked = 0

),

final as (

    select
        post.subject_key,
        post.month,
        post.household_id,
        post.person_id,
        post.county_code,
        post.village_code,
        post.pay as amount
    from post

)

select * from final
