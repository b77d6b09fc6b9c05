{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
    indexes=[{'columns': ['month', 'household_id']}],
) }}

with course as (

    select * from {{ ref('stg_training_course') }}
    where
        kind in ('职业技能', '创业培训')
        and is_completed

),

working as (

    select distinct
        month,
        citizen_id_token
    from {{ ref('stg_employment') }}
    where is_working

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where
        is_population
        and {{ touched('month') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
span as materialized (

    select
        month,
        {{ policy('training_months_most', 'months.month') }}::integer as months_most,
        {{ policy('training_months_least', 'months.month') }}::integer as months_least,
        {{ policy('training_job_months', 'months.month') }}::integer as job_months
    from {{ ref('int_months') }} as months

),

-- a course's file is that of the month in which it ended
last_course as (

    select
        person_month.month,
        person_month.household_id,
        person_month.person_id,
        person_month.citizen_id_token,
        person_month.village_code,
        person_month.county_code,
        person_month.is_authorised,
        span.job_months,
        max(course.month) as course_month
    from person_month
    inner join course on person_month.citizen_id_token = course.citizen_id_token
    inner join span on person_month.month = span.month
    where
        course.month between
        person_month.month - make_interval(months => span.months_most) and person_month.month
    group by
        person_month.month,
        person_month.household_id,
        person_month.person_id,
        person_month.citizen_id_token,
        person_month.village_code,
        person_month.county_code,
        person_month.is_authorised,
        span.months_least,
        span.job_months
    having max(course.month) <= person_month.month - make_interval(months => span.months_least)

),

worked as (

    select distinct
        last_course.month,
        last_course.household_id,
        last_course.person_id
    from last_course
    inner join working
        on
            last_course.citizen_id_token = working.citizen_id_token
            and last_course.course_month < working.month
            and last_course.course_month + make_interval(months => last_course.job_months)
            >= working.month

),

final as (

    select
        last_course.month,
        last_course.household_id,
        last_course.person_id,
        last_course.village_code,
        last_course.county_code,
        last_course.is_authorised,
        last_course.course_month,
        worked.person_id is not null as worked_after
    from last_course
    left join worked
        on
            last_course.month = worked.month
            and last_course.household_id = worked.household_id
            and last_course.person_id = worked.person_id

)

select * from final
