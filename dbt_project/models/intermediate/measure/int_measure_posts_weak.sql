{{ config(materialized='ephemeral') }}

with post as (

    select distinct
        month,
        citizen_id_token
    from {{ ref('stg_public_post') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where is_population

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
weak_age as materialized (

    select
        month,
        {{ policy('post_weak_age', 'months.month') }} as least
    from {{ ref('int_months') }} as months

),

counted as (

    select
        person_month.county_code,
        person_month.month,
        (
            coalesce(person_month.labour = 'weak', false)
            or coalesce(person_month.age >= weak_age.least, false)
        )::integer as numerator,
        1 as denominator
    from post
    inner join person_month
        on
            post.month = person_month.month
            and post.citizen_id_token = person_month.citizen_id_token
    inner join weak_age on person_month.month = weak_age.month

),

final as (

    {{ measure_rows('posts_weak') }}

)

select * from final
