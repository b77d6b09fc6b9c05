{{ config(materialized='view') }}

with person_month as (

    select * from {{ ref('int_person_month') }}
    where labour = 'able'

),

employment as (

    select * from {{ ref('stg_employment') }}
    where is_working

),

course as (

    select * from {{ ref('stg_training_course') }}
    where is_completed

),

household_ytd as (

    select * from {{ ref('int_household_ytd') }}
    where
        months_reported > 0
        and business = 0

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
    inner join household_ytd
        on
            person_month.month = household_ytd.month
            and person_month.household_id = household_ytd.household_id
    where
        not exists (
            select 1
            from employment
            where
                person_month.citizen_id_token = employment.citizen_id_token
                and employment.month <= person_month.month
                and employment.month >= {{ add_months('person_month.month', -2) }}
        )
        and not exists (
            select 1
            from course
            where
                person_month.citizen_id_token = course.citizen_id_token
                and course.month <= person_month.month
                and course.month >= {{ add_months('person_month.month', -11) }}
        )

)

select * from final
