{{ config(materialized='view') }}

-- `not materialized`, here and below, lets PostgreSQL push a filter on months down.
with condition as not materialized (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        file_month.assistance_month,
        file_month.work_month,
        file_month.claim_month
    from {{ ref('int_warning_condition') }} as condition
    inner join {{ ref('int_population_file_month') }} as file_month
        on
            condition.household_id = file_month.household_id
            and condition.month = file_month.month
    where condition.rule in ('benefit_stopped', 'job_lost', 'crop_loss')

),

person_month as not materialized (

    select * from {{ ref('int_person_month') }}
    where
        citizen_id_token is not null
        and is_authorised

),

assistance as (

    select * from {{ ref('int_assistance_person') }}
    where
        kind in ('dibao', 'tekun')
        and is_authorised

),

employment as (

    select * from {{ ref('stg_employment') }}
    where is_working

),

claim as (

    select * from {{ ref('stg_insurance_claim') }}

),

-- a row that supports several members appears once
benefit_stopped as (

    select distinct
        condition.household_id,
        condition.rule,
        condition.month,
        'assistance_' || assistance.kind as table_name,
        assistance.load_id,
        assistance.row_number
    from condition
    inner join assistance
        on
            condition.household_id = assistance.household_id
            and condition.assistance_month > assistance.month
            and assistance.month >= {{ add_months('condition.assistance_month', -3) }}
    where condition.rule = 'benefit_stopped'

),

job_lost as (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        'employment' as table_name,
        employment.load_id,
        employment.row_number
    from condition
    inner join person_month
        on
            condition.household_id = person_month.household_id
            and condition.work_month >= person_month.month
            and person_month.month >= {{ add_months('condition.work_month', -6) }}
    inner join employment
        on
            person_month.month = employment.month
            and person_month.citizen_id_token = employment.citizen_id_token
    where condition.rule = 'job_lost'

),

crop_loss as (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        'insurance_claim' as table_name,
        claim.load_id,
        claim.row_number
    from condition
    inner join person_month
        on
            condition.household_id = person_month.household_id
            and condition.claim_month = person_month.month
    inner join claim
        on
            person_month.month = claim.month
            and person_month.citizen_id_token = claim.citizen_id_token
    where condition.rule = 'crop_loss'

),

final as (

    select * from benefit_stopped
    union all
    select * from job_lost
    union all
    select * from crop_loss

)

select * from final
