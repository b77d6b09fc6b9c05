{{ config(materialized='view') }}

with latest as (

    select * from {{ ref('int_months') }}
    where is_latest_month

),

departmental_file as (

    select * from {{ ref('int_departmental_file') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

authorisation as (

    select * from {{ ref('int_household_authorisation') }}

),

coming as (

    select distinct departmental_file.month
    from departmental_file
    inner join latest on departmental_file.month > latest.month

),

-- the last roster stays in force
final as (

    select
        coming.month,
        person_month.household_id,
        person_month.citizen_id_token,
        coalesce(
            coming.month >= date_trunc('month', authorisation.authorised_on)::date, false
        ) as is_authorised
    from person_month
    inner join latest on person_month.month = latest.month
    cross join coming
    left join authorisation on person_month.household_id = authorisation.household_id

)

select * from final
