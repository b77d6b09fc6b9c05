{{ config(
    materialized='incremental',
    indexes=[
        {'columns': ['household_id', 'income_year', 'month_of_year'], 'unique': true},
    ],
) }}

with household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched_year('income_year') }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched_year('income_year') }}

),

to_date as (

    select
        household_month.household_id,
        household_month.month,
        household_month.income_year,
        household_month.month_of_year,
        household_month.village_code,
        household_month.township_code,
        household_month.county_code,
        household_month.household_type,
        household_month.is_population,
        household_month.annual_members,
        streams.net_income as month_net_income,
        (count(streams.month) over year_to_date)::integer as months_reported,
        (
            count(*) filter (where household_month.is_population) over year_to_date
        )::integer as population_months,
        (
            count(streams.month) filter (where household_month.is_population) over year_to_date
        )::integer as population_months_reported,
        {%- for stream in income_streams() %}
        sum(streams.{{ stream }}) over year_to_date as {{ stream }},
        {%- endfor %}
        sum(streams.net_income) over year_to_date as net_income,
        sum(streams.rigid_spending) over year_to_date as rigid_spending
    from household_month
    left join streams
        on
            household_month.month = streams.month
            and household_month.household_id = streams.household_id
    window
        year_to_date as (
            partition by household_month.household_id, household_month.income_year
            order by household_month.month
        )

),

final as (

    select * from to_date
    where {{ touched('month') }}

)

select * from final
