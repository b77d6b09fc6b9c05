{{ config(materialized='view') }}

with award as (

    select * from {{ ref('int_workshop_award') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
months as materialized (

    select
        month,
        month_end_on,
        {{ policy('workshop_award', 'months.month') }} as yuan
    from {{ ref('int_months') }} as months

),

final as (

    select
        award.workshop_no || '|' || person_month.person_id as subject_key,
        person_month.month,
        person_month.household_id,
        person_month.person_id,
        null::text as county_code,
        null::text as village_code,
        months.yuan as amount
    from award
    inner join person_month
        on
            award.citizen_id_token = person_month.citizen_id_token
            and award.due_month <= person_month.month
    inner join months on person_month.month = months.month
    where
        award.paid_on is null
        or award.paid_on > months.month_end_on

)

select * from final
