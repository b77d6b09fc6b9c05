{{ config(materialized='ephemeral') }}

with post as (

    select * from {{ ref('stg_public_post') }}

),

months as (

    select * from {{ ref('int_months') }}

),

counted as (

    select
        post.county_code,
        post.month,
        coalesce(
            months.month_end_on between post.agreed_from and post.agreed_to
            and post.announced_on is not null
            and post.is_healthy
            and not post.is_village_official,
            false
        )::integer as numerator,
        1 as denominator
    from post
    inner join months on post.month = months.month

),

final as (

    {{ measure_rows('posts_in_order') }}

)

select * from final
