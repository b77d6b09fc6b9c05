{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with employment as (

    select * from {{ ref('stg_employment') }}
    where is_working

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

    select
        work_month as month,
        {{ add_months('work_month', -6) }} as first_month
    from file_month
    where work_month is not null
    group by work_month

),

household_month as (

    select distinct
        household_id,
        month
    from person_month
    where
        is_population
        and is_authorised
        and month = any(array(select file.month from file))

),

-- a month before the authorisation counts as one in which nobody works
working as (

    select distinct
        person_month.household_id,
        person_month.month
    from employment
    inner join person_month
        on
            employment.month = person_month.month
            and employment.citizen_id_token = person_month.citizen_id_token
    where
        person_month.is_authorised
        and employment.month >= (select min(file.first_month) from file)

),

-- the last month in which a member worked, and in how many of the three months up to it
last_worked as (

    select
        household_month.household_id,
        household_month.month,
        max(working.month) as last_month
    from household_month
    inner join working
        on
            household_month.household_id = working.household_id
            and household_month.month >= working.month
            and working.month >= {{ add_months('household_month.month', -6) }}
    group by household_month.household_id, household_month.month

),

measured as (

    select
        last_worked.household_id,
        last_worked.month,
        0 as amount,
        1 as base
    from last_worked
    inner join working
        on
            last_worked.household_id = working.household_id
            and last_worked.last_month >= working.month
            and working.month >= {{ add_months('last_worked.last_month', -2) }}
    where
        last_worked.last_month >= {{ add_months('last_worked.month', -4) }}
        and last_worked.last_month <= {{ add_months('last_worked.month', -2) }}
    group by last_worked.household_id, last_worked.month
    -- There are no more than three. PostgreSQL expects one household for `= 3`, and then compares
    -- each of the thousands with every row of the files.
    having count(*) >= 3

),

reached as (

    {{ reached_level('job_lost') }}

),

-- a month without all seven files repeats the last month with them
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
            and file_month.work_month = reached.month

)

select * from final
