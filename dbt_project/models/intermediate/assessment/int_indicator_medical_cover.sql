{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'as_of_month'},
) }}

with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

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

-- asked as an array, which is known before the months' rows are looked for
counted_file as (

    select distinct month from latest_file

),

enrolled as (

    select distinct
        month,
        citizen_id_token
    from {{ ref('stg_medical_enrolment') }}
    where
        enrolment_status = '1'
        and month = any(array(select counted_file.month from counted_file))

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

-- placeholder IDs have no token and so count as not enrolled
covered as (

    select
        person_month.month,
        person_month.county_code,
        count(enrolled.citizen_id_token) as numerator,
        count(*) as denominator
    from person_month
    inner join file_month on person_month.month = file_month.month
    left join enrolled
        on
            person_month.month = enrolled.month
            and person_month.citizen_id_token = enrolled.citizen_id_token
    where
        person_month.is_population
        and person_month.is_present
        and person_month.month = any(array(select counted_file.month from counted_file))
    group by person_month.month, person_month.county_code

),

counted as (

    select
        latest_file.assessment_year,
        latest_file.as_of_month,
        latest_file.county_code,
        covered.numerator,
        covered.denominator
    from latest_file
    inner join covered
        on
            latest_file.month = covered.month
            and latest_file.county_code = covered.county_code

),

final as (

    {{ indicator_rows('medical_cover') }}

)

select * from final
