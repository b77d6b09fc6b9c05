{{ config(materialized='view') }}

-- asked for some years only: `not materialized` hands that on
with household_year as not materialized (

    select * from {{ ref('int_household_year') }}
    where has_data

),

income_detail as (

    select * from {{ ref('int_income_detail') }}

),

submission as (

    select * from {{ ref('stg_village_submission') }}

),

annual as (

    select
        household_year.household_id,
        household_year.income_year,
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
        'village_submission' as table_name,
        submission.load_id,
        submission.row_number
    from household_year
    inner join submission
        on
            household_year.household_id = submission.household_id
            and household_year.income_year = {{ income_year('submission.month') }}
    where household_year.basis = 'monthly'

),

final as (

    select * from annual
    union all
    select * from monthly

)

select * from final
