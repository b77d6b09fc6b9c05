{{ config(indexes=[
    {'columns': ['month', 'household_id'], 'unique': true},
    {'columns': ['household_id', 'income_year']},
]) }}

with household_month as (

    select * from {{ ref('int_household_month') }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}

),

final as (

    select
        household_month.month,
        household_month.income_year,
        household_month.household_id,
        household_month.village_code,
        household_month.is_population,
        household_month.annual_members,
        streams.net_income as month_net_income,
        count(streams.month) over year_so_far::integer as months_reported,
        sum(streams.net_income) over year_so_far as net_income
    from household_month
    left join streams
        on
            household_month.month = streams.month
            and household_month.household_id = streams.household_id
    window year_so_far as (
        partition by household_month.household_id, household_month.income_year
        order by household_month.month
    )

)

select * from final
