{{ config(materialized='view') }}

with post as (

    select * from {{ ref('int_post_holder') }}
    where pay > 0

),

employment as (

    select * from {{ ref('stg_employment') }}
    where
        is_working
        and channel = '外出务工'
        and monthly_income > 0

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
    where
        exists (
            select 1
            from employment
            where
                post.month = employment.month
                and post.citizen_id_token = employment.citizen_id_token
        )

)

select * from final
