{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with person_month as (

    select * from {{ ref('int_person_month') }}

),

file_month as (

    select * from {{ ref('int_population_file_month') }}
    where {{ touched('month') }}

),

-- read below as an array, so that the months are evaluated before the enrolment rows are searched
file as (

    select distinct enrolment_month from file_month

),

enrolled as (

    select distinct
        month,
        citizen_id_token
    from {{ ref('stg_medical_enrolment') }}
    where
        enrolment_status = '1'
        and month = any(array(select file.enrolment_month from file))

),

-- without placeholder IDs, which have no token
measured as (

    select
        person_month.household_id,
        person_month.month,
        count(*) as amount,
        1 as base
    from person_month
    left join enrolled
        on
            person_month.month = enrolled.month
            and person_month.citizen_id_token = enrolled.citizen_id_token
    where
        person_month.is_population
        and person_month.is_present
        and person_month.citizen_id_token is not null
        and enrolled.citizen_id_token is null
        and person_month.month = any(array(select file.enrolment_month from file))
    group by person_month.household_id, person_month.month

),

reached as (

    {{ reached_level('uninsured') }}

),

-- a month without an accepted enrolment file repeats the last month with one
final as (

    select
        file_month.household_id,
        file_month.month,
        reached.amount::numeric as observed,
        reached.level,
        reached.factor as threshold
    from file_month
    inner join reached
        on
            file_month.household_id = reached.household_id
            and file_month.enrolment_month = reached.month

)

select * from final
