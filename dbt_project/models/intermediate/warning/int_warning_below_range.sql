{{ config(materialized='incremental') }}

with projection as (

    select * from {{ ref('int_household_projection') }}
    where {{ touched('as_of_month') }}

),

county_months as (

    select distinct
        as_of_month as month,
        county_code
    from projection

),

range_in_force as (

    {{ monitoring_range_in_force('county_months') }}

),

measured as (

    select
        projection.household_id,
        projection.as_of_month as month,
        projection.projected_net as amount,
        range_in_force.yuan * projection.annual_members as base,
        projection.projected_per_capita,
        range_in_force.yuan
    from projection
    inner join range_in_force
        on
            projection.as_of_month = range_in_force.month
            and projection.county_code = range_in_force.county_code

),

reached as (

    {{ reached_level('below_range') }}

),

final as (

    select
        household_id,
        month,
        projected_per_capita as observed,
        level,
        factor * yuan as threshold
    from reached

)

select * from final
