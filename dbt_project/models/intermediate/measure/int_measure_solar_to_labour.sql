{{ config(materialized='ephemeral') }}

with file_in_force as (

    select * from {{ ref('int_file_in_force') }}
    where feed = 'collective_economy'

),

village as (

    select * from {{ ref('stg_collective_economy') }}

),

counted as (

    select
        file_in_force.county_code,
        file_in_force.month,
        village.solar_posts + village.solar_works as numerator,
        village.solar_income as denominator
    from file_in_force
    inner join village
        on
            file_in_force.file_month = village.month
            and file_in_force.county_code = village.county_code

),

final as (

    {{ measure_rows('solar_to_labour') }}

)

select * from final
