{{ config(materialized='ephemeral') }}

with course as (

    select * from {{ ref('stg_training_course') }}
    where is_completed

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where is_population

),

counted as (

    select
        person_month.county_code,
        person_month.month,
        coalesce(course.is_certified, false)::integer as numerator,
        1 as denominator
    from course
    inner join person_month
        on
            course.citizen_id_token = person_month.citizen_id_token
            and course.month
            between date_trunc('year', person_month.month) and person_month.month

),

final as (

    {{ measure_rows('certified') }}

)

select * from final
