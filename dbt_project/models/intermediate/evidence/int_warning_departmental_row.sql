{{ config(materialized='view') }}

-- `not materialized`, here and below, lets PostgreSQL push a filter on months down.
with condition as not materialized (

    select * from {{ ref('int_warning_condition') }}

),

months as (

    select * from {{ ref('int_months') }}

),

file_month as (

    select * from {{ ref('int_population_file_month') }}

),

person_month as not materialized (

    select * from {{ ref('int_person_month') }}
    where citizen_id_token is not null

),

settlement as (

    select * from {{ ref('stg_medical_settlement') }}

),

employment as (

    select * from {{ ref('stg_employment') }}

),

-- out-of-pocket of the year to date, only authorised lines (feeds.md, Data protection)
medical_burden as (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        'medical_settlement' as table_name,
        settlement.load_id,
        settlement.row_number
    from condition
    inner join months on condition.month = months.month
    inner join person_month
        on
            condition.household_id = person_month.household_id
            and condition.month >= person_month.month
            and months.year_start_month <= person_month.month
    inner join settlement
        on
            person_month.month = settlement.month
            and person_month.citizen_id_token = settlement.citizen_id_token
    where
        condition.rule = 'medical_burden'
        and person_month.is_authorised

),

idle_public_post as (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        'employment' as table_name,
        employment.load_id,
        employment.row_number
    from condition
    inner join file_month
        on
            condition.household_id = file_month.household_id
            and condition.month = file_month.month
    inner join person_month
        on
            condition.household_id = person_month.household_id
            and file_month.employment_month = person_month.month
    inner join employment
        on
            person_month.month = employment.month
            and person_month.citizen_id_token = employment.citizen_id_token
    where
        condition.rule = 'idle_public_post'
        and person_month.is_authorised
        and employment.channel = '公益性岗位'

),

final as (

    select * from medical_burden
    union all
    select * from idle_public_post

)

select * from final
