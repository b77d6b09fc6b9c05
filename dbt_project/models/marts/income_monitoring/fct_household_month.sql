{{ config(meta={'made_new': 'by_month', 'published_indexes': [['month']]}) }}

with streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched('month') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched('month') }}

),

final as (

    select
        streams.household_id,
        streams.month,
        streams.income_year,
        household_month.county_code,
        household_month.township_code,
        household_month.village_code,
        household_month.is_population,
        streams.wage,
        streams.business,
        streams.property,
        streams.transfer,
        streams.business_cost,
        streams.net_income,
        streams.rigid_spending,
        household_month.current_members,
        household_month.annual_members,
        streams.reason
    from streams
    inner join household_month
        on
            streams.month = household_month.month
            and streams.household_id = household_month.household_id

)

select * from final
