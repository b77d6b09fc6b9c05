{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with employment as (

    select * from {{ ref('stg_employment') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

file_month as (

    select * from {{ ref('int_population_file_month') }}
    where {{ touched('month') }}

),

-- read below as an array, so that the months are evaluated before the other rows are searched
file as (

    select distinct employment_month from file_month

),

-- attendance that is not filled in is unknown, not 0
measured as (

    select
        person_month.household_id,
        person_month.month,
        count(distinct person_month.person_id) as amount,
        1 as base
    from employment
    inner join person_month
        on
            employment.month = person_month.month
            and employment.citizen_id_token = person_month.citizen_id_token
    where
        person_month.is_population
        and person_month.is_authorised
        and employment.channel = '公益性岗位'
        and employment.monthly_income > 0
        and employment.attendance_days = 0
        and person_month.month = any(array(select file.employment_month from file))
    group by person_month.household_id, person_month.month

),

reached as (

    {{ reached_level('idle_public_post') }}

),

-- a month without an accepted employment file repeats the last month with one
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
            and file_month.employment_month = reached.month

)

select * from final
