{{ config(materialized='view') }}

with subsidy as (

    select * from {{ ref('stg_farm_subsidy') }}
    where payment_status = '已发放'

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

half as (

    select
        month,
        citizen_id_token,
        subsidy,
        half,
        sum(amount) as amount
    from subsidy
    group by month, citizen_id_token, subsidy, half

),

twice as (

    select
        month,
        citizen_id_token,
        subsidy,
        min(amount) as amount
    from half
    group by month, citizen_id_token, subsidy
    having count(*) = 2

),

final as (

    select
        person_month.person_id as subject_key,
        twice.month,
        person_month.household_id,
        person_month.person_id,
        null::text as county_code,
        null::text as village_code,
        sum(twice.amount) as amount
    from twice
    inner join person_month
        on
            twice.month = person_month.month
            and twice.citizen_id_token = person_month.citizen_id_token
    group by twice.month, person_month.household_id, person_month.person_id

)

select * from final
