{{ config(materialized='ephemeral') }}

with file_in_force as (

    select * from {{ ref('int_file_in_force') }}
    where feed = 'consumption'

),

unit as (

    select * from {{ ref('stg_consumption') }}
    where canteen in ('有', '外包')

),

counted as (

    select
        file_in_force.county_code,
        file_in_force.month,
        unit.completed as numerator,
        unit.reserved as denominator
    from file_in_force
    inner join unit
        on
            file_in_force.file_month = unit.month
            and file_in_force.county_code = unit.county_code

),

final as (

    {{ measure_rows('reserved_done') }}

)

select * from final
