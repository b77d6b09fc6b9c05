{{ config(materialized='view') }}

with person_month as (

    select * from {{ ref('int_person_month') }}
    where not is_present

),

payer as (

    select * from {{ ref('int_person_payer') }}

),

final as (

    select distinct
        payer.person_id as subject_key,
        payer.month,
        payer.household_id,
        payer.person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from payer
    inner join person_month as month_before
        on
            payer.citizen_id_token = month_before.citizen_id_token
            and payer.month = {{ add_months('month_before.month', 1) }}

)

select * from final
