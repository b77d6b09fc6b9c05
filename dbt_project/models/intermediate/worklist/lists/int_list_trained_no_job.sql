{{ config(materialized='view') }}

with trained as (

    select * from {{ ref('int_trained_person_month') }}
    where not worked_after

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
    where
        not exists (
            select 1
            from employment
            where
                trained.month = employment.month
                and trained.citizen_id_token = employment.citizen_id_token
        )

)

select * from final
