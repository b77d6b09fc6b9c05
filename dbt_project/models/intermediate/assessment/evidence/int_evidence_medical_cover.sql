{{ config(materialized='view') }}

with county as (

    select * from {{ ref('int_assessed_county') }}

),

file_month as (

    select distinct month
    from {{ ref('stg_loads') }}
    where
        feed = 'medical_insurance'
        and part = 'enrolment'
        and status = 'accepted'

),

latest_file as (

    {{ latest_file() }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where
        is_population
        and is_present

),

enrolment as (

    select * from {{ ref('stg_medical_enrolment') }}
    where enrolment_status = '1'

),

-- A person counts once, by the first line. A placeholder ID has no token, so it counts as not
-- enrolled.
covered as (

    select distinct on (
        latest_file.as_of_month,
        person_month.county_code,
        person_month.household_id,
        person_month.person_id
    )
        latest_file.as_of_month,
        latest_file.assessment_year,
        person_month.*,
        enrolment.load_id as enrolled_load_id,
        enrolment.row_number as enrolled_row_number
    from latest_file
    inner join person_month
        on
            latest_file.month = person_month.month
            and latest_file.county_code = person_month.county_code
    left join enrolment
        on
            person_month.month = enrolment.month
            and person_month.citizen_id_token = enrolment.citizen_id_token
    order by
        latest_file.as_of_month asc,
        person_month.county_code asc,
        person_month.household_id asc,
        person_month.person_id asc,
        enrolment.load_id asc,
        enrolment.row_number asc

),

final as (

    {{ cover_rows('medical_cover', 'medical_enrolment') }}

)

select * from final
