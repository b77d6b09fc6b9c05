{{ config(
    materialized='incremental',
    meta={'month_column': 'as_of_month'},
    indexes=[
        {'columns': ['as_of_month', 'county_code']},
    ],
) }}

with projection_stream as (

    select * from {{ ref('int_projection_stream') }}
    where {{ touched('as_of_month') }}

),

household_ytd as (

    select * from {{ ref('int_household_ytd') }}
    where {{ touched('month') }}

),

summed as (

    select
        household_id,
        as_of_month,
        min(method) as method,
        {{ settled('sum(' ~ signed('stream', 'projected') ~ ')') }} as projected_net
    from projection_stream
    group by household_id, as_of_month

),

final as (

    select
        summed.household_id,
        summed.as_of_month,
        household_ytd.income_year,
        household_ytd.month_of_year,
        household_ytd.village_code,
        household_ytd.county_code,
        household_ytd.household_type,
        household_ytd.annual_members,
        household_ytd.months_reported,
        summed.method,
        household_ytd.net_income as ytd_net,
        summed.projected_net,
        summed.projected_net / household_ytd.annual_members as projected_per_capita,
        household_ytd.months_reported < household_ytd.month_of_year as incomplete
    from summed
    inner join household_ytd
        on
            summed.household_id = household_ytd.household_id
            and summed.as_of_month = household_ytd.month

)

select * from final
