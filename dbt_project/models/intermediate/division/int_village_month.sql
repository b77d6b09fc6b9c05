{{ config(materialized='incremental') }}

with to_date as (

    select * from {{ ref('int_household_ytd') }}
    where
        is_population
        and {{ touched('month') }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched('month') }}

),

matched as (

    select * from {{ ref('int_household_matched') }}
    where {{ touched('month') }}

),

final as (

    select
        to_date.month,
        to_date.village_code,
        {%- for figure in income_figures() %}
        coalesce(sum(streams.{{ figure }}), 0) as {{ figure }},
        coalesce(sum(to_date.{{ figure }}), 0) as ytd_{{ figure }},
        {%- endfor %}
        coalesce(sum(matched.matched_per_capita), 0) as matched_per_capita,
        coalesce(sum(matched.prior_matched_per_capita), 0) as prior_matched_per_capita,
        count(*)::integer as households,
        count(streams.month)::integer as households_reported,
        sum(to_date.annual_members)::integer as members,
        coalesce(
            sum(to_date.annual_members) filter (where to_date.months_reported > 0), 0
        )::integer as heard_members
    from to_date
    left join streams
        on
            to_date.month = streams.month
            and to_date.household_id = streams.household_id
    left join matched
        on
            to_date.month = matched.month
            and to_date.household_id = matched.household_id
    group by to_date.month, to_date.village_code

)

select * from final
