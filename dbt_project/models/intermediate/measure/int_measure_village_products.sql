{{ config(materialized='ephemeral') }}

with unit as (

    select
        reporting_units.village_code,
        villages.county_code,
        reporting_units.valid_from,
        reporting_units.valid_to
    from {{ ref('reporting_units') }} as reporting_units
    inner join {{ ref('division_register') }} as villages
        on reporting_units.village_code = villages.division_code

),

months as (

    select * from {{ ref('int_months') }}

),

file_in_force as (

    select * from {{ ref('int_file_in_force') }}
    where feed = 'linkage_projects'

),

entity as (

    select * from {{ ref('stg_linkage_entity') }}
    where is_village_product

),

product as (

    select distinct
        file_in_force.month,
        file_in_force.county_code,
        entity.village_code
    from file_in_force
    inner join entity
        on
            file_in_force.file_month = entity.month
            and file_in_force.county_code = entity.county_code

),

counted as (

    select
        unit.county_code,
        months.month,
        (product.village_code is not null)::integer as numerator,
        1 as denominator
    from months
    inner join unit on {{ in_force('unit', 'months.month') }}
    left join product
        on
            months.month = product.month
            and unit.county_code = product.county_code
            and unit.village_code = product.village_code

),

final as (

    {{ measure_rows('village_products') }}

)

select * from final
