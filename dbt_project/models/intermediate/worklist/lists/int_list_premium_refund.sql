{{ config(materialized='view') }}

with policy_line as (

    select * from {{ ref('stg_insurance_policy') }}
    where insured_object in ('能繁母猪', '育肥猪', '奶牛', '肉牛', '其他养殖')

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where household_type = '脱贫户'

),

final as (

    select
        policy_line.policy_no || '|' || person_month.person_id as subject_key,
        policy_line.month,
        person_month.household_id,
        person_month.person_id,
        null::text as county_code,
        null::text as village_code,
        sum(policy_line.own_premium) as amount
    from policy_line
    inner join person_month
        on
            policy_line.month = person_month.month
            and policy_line.citizen_id_token = person_month.citizen_id_token
    inner join household_month
        on
            person_month.month = household_month.month
            and person_month.household_id = household_month.household_id
    group by
        policy_line.month,
        policy_line.policy_no,
        person_month.household_id,
        person_month.person_id
    having sum(policy_line.own_premium) > 0

)

select * from final
