{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with assistance as (

    select * from {{ ref('int_assistance_person') }}
    where
        kind in ('dibao', 'tekun')
        and is_authorised

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

projection as (

    select * from {{ ref('int_household_projection') }}

),

file_month as (

    select * from {{ ref('int_population_file_month') }}
    where {{ touched('month') }}

),

-- read below as an array, so that the months are evaluated before the other rows are searched
file as (

    select distinct assistance_month from file_month

),

county_months as (

    select distinct
        as_of_month as month,
        county_code
    from projection
    where as_of_month = any(array(select file.assistance_month from file))

),

range_in_force as (

    {{ monitoring_range_in_force('county_months') }}

),

household_month as (

    select distinct
        household_id,
        month
    from person_month
    where
        is_population
        and is_authorised
        and month = any(array(select file.assistance_month from file))

),

-- a month before the authorisation counts as one without assistance
stopped as (

    select
        household_month.household_id,
        household_month.month
    from household_month
    inner join assistance
        on
            household_month.household_id = assistance.household_id
            and household_month.month >= assistance.month
            and assistance.month >= {{ add_months('household_month.month', -3) }}
    group by household_month.household_id, household_month.month
    having max(assistance.month) < household_month.month

),

-- the households that somebody left or in which somebody died, since three months before
left_by_someone as (

    select distinct
        stopped.household_id,
        stopped.month
    from stopped
    inner join person_month as earlier
        on
            stopped.household_id = earlier.household_id
            and earlier.month = {{ add_months('stopped.month', -3) }}
    left join person_month as present
        on
            stopped.household_id = present.household_id
            and stopped.month = present.month
            and earlier.person_id = present.person_id
    where
        earlier.is_present
        and not coalesce(present.is_present, false)

),

measured as (

    select
        stopped.household_id,
        stopped.month,
        projection.projected_net as amount,
        range_in_force.yuan * projection.annual_members as base,
        projection.projected_per_capita,
        range_in_force.yuan
    from stopped
    inner join projection
        on
            stopped.household_id = projection.household_id
            and stopped.month = projection.as_of_month
    inner join range_in_force
        on
            projection.as_of_month = range_in_force.month
            and projection.county_code = range_in_force.county_code
    left join left_by_someone
        on
            stopped.household_id = left_by_someone.household_id
            and stopped.month = left_by_someone.month
    where left_by_someone.household_id is null

),

reached as (

    {{ reached_level('benefit_stopped') }}

),

-- a month without all eight files repeats the last month with them
final as (

    select
        file_month.household_id,
        file_month.month,
        reached.projected_per_capita as observed,
        reached.level,
        reached.factor * reached.yuan as threshold
    from file_month
    inner join reached
        on
            file_month.household_id = reached.household_id
            and file_month.assistance_month = reached.month

)

select * from final
