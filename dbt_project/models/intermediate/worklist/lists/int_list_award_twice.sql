{{ config(materialized='view') }}

with award as (

    select * from {{ ref('stg_workshop_award') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
months as materialized (

    select
        month,
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
        sum(award.amount) - months.yuan as amount
    from award
    inner join person_month
        on
            award.citizen_id_token = person_month.citizen_id_token
            and award.month <= person_month.month
    inner join months on person_month.month = months.month
    group by
        award.workshop_no,
        person_month.month,
        person_month.household_id,
        person_month.person_id,
        months.yuan
    having count(*) >= 2

)

select * from final
