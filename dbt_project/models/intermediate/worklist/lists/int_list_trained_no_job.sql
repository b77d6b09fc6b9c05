{{ config(materialized='view') }}

with trained as (

    select * from {{ ref('int_trained_person_month') }}
    where not worked_after

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

employment as (

    select * from {{ ref('stg_employment') }}
    where is_working

),

final as (

    select
        trained.person_id as subject_key,
        trained.month,
        trained.household_id,
        trained.person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from trained
    inner join person_month
        on
            trained.month = person_month.month
            and trained.household_id = person_month.household_id
            and trained.person_id = person_month.person_id
    where
        not exists (
            select 1
            from employment
            where
                person_month.month = employment.month
                and person_month.citizen_id_token = employment.citizen_id_token
        )

)

select * from final
