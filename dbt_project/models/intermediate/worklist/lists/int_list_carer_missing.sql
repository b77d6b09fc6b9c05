{{ config(materialized='view') }}

with tekun as (

    select * from {{ ref('stg_assistance_tekun') }}
    where
        support_kind = '分散供养'
        and self_care in ('半自理', '无法自理')

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

-- a carer who is not on the roster is believed to be there
gone as (

    select distinct
        month,
        citizen_id_token
    from {{ ref('int_person_month') }}
    where not is_present

),

final as (

    select
        person_month.person_id as subject_key,
        tekun.month,
        person_month.household_id,
        person_month.person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from tekun
    inner join person_month
        on
            tekun.month = person_month.month
            and tekun.citizen_id_token = person_month.citizen_id_token
    left join gone
        on
            tekun.month = gone.month
            and tekun.carer_citizen_id_token = gone.citizen_id_token
    where
        tekun.carer_citizen_id_kind is distinct from 'citizen'
        or gone.citizen_id_token is not null

)

select * from final
