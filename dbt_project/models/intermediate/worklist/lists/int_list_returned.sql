{{ config(materialized='view') }}

with employment as (

    select * from {{ ref('stg_employment') }}
    where is_working

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

final as (

    select
        person_month.person_id as subject_key,
        person_month.month,
        person_month.household_id,
        person_month.person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from person_month
    where
        exists (
            select 1
            from employment
            where
                employment.channel = '外出务工'
                and person_month.citizen_id_token = employment.citizen_id_token
                and employment.month in (
                    {{ add_months('person_month.month', -1) }},
                    {{ add_months('person_month.month', -2) }}
                )
        )
        and not exists (
            select 1
            from employment
            where
                person_month.citizen_id_token = employment.citizen_id_token
                and person_month.month = employment.month
        )

)

select * from final
