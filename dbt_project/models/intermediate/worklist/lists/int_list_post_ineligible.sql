{{ config(materialized='view') }}

with post as (

    select * from {{ ref('int_post_holder') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
age as materialized (

    select
        month,
        {{ policy('labour_age_least', 'months.month') }} as least,
        {{ policy('post_age_limit', 'months.month') }} as bound
    from {{ ref('int_months') }} as months

),

final as (

    select
        post.subject_key,
        post.month,
        post.household_id,
        post.person_id,
        post.county_code,
        post.village_code,
        null::numeric as amount
    from post
    inner join age on post.month = age.month
    where
        post.is_village_official
        or post.age < age.least
        or post.age >= age.bound
        or (
            post.funding = '光伏收益'
            and post.household_type <> '脱贫户'
            and post.monitored_kind is distinct from '边缘易致贫户'
        )

)

select * from final
