{{ config(meta={'made_new': 'by_month', 'published_indexes': [['as_of_month']]}) }}

with projection as (

    select * from {{ ref('int_household_projection') }}
    where {{ touched('as_of_month') }}

),

final as (

    select
        household_id,
        as_of_month,
        income_year,
        county_code,
        month_of_year as months_elapsed,
        months_reported,
        annual_members,
        method,
        ytd_net,
        projected_net,
        projected_per_capita,
        incomplete
    from projection

)

select * from final
