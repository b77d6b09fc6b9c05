{{ config(materialized='view') }}

-- `not materialized` lets PostgreSQL push a filter on years down.
with household_year as not materialized (

    select * from {{ ref('int_household_year') }}
    where has_data

),

income_detail as (

    select * from {{ ref('int_income_detail') }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}

),

annual as (

    select
        household_year.household_id,
        household_year.income_year,
        null::date as month,
        income_detail.net_income,
        'income_detail' as table_name,
        income_detail.load_id,
        income_detail.row_number
    from household_year
    inner join income_detail
        on
            household_year.household_id = income_detail.household_id
            and household_year.income_year = income_detail.income_year
    where household_year.basis = 'annual'

),

monthly as (

    select
        household_year.household_id,
        household_year.income_year,
        streams.month,
        streams.net_income,
        'village_submission' as table_name,
        streams.load_id,
        streams.row_number
    from household_year
    inner join streams
        on
            household_year.household_id = streams.household_id
            and household_year.income_year = streams.income_year
    where household_year.basis = 'monthly'

),

final as (

    select * from annual
    union all
    select * from monthly

)

select * from final
