{{ config(materialized='ephemeral') }}

with county as (

    select * from {{ ref('int_measured_county') }}

),

need as (

    select * from {{ ref('int_household_need_month') }}
    where has_labour

),

course as (

    select * from {{ ref('stg_training_course') }}
    where
        kind in ('农民夜校', '实用技术')
        and is_completed

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where is_population

),

trained as (

    select distinct
        person_month.month,
        person_month.household_id
    from course
    inner join person_month
        on
            course.citizen_id_token = person_month.citizen_id_token
            and course.month
            between date_trunc('year', person_month.month) and person_month.month

),

taught as (

    select
        need.county_code,
        need.month
    from need
    inner join trained
        on
            need.month = trained.month
            and need.household_id = trained.household_id

),

counted as (

    select
        county_code,
        month,
        1 as numerator,
        0 as denominator
    from taught

    union all

    select
        county_code,
        month,
        0 as numerator,
        households_with_labour as denominator
    from county

),

final as (

    {{ measure_rows('practical_training') }}

)

select * from final
