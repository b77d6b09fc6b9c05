{{ config(materialized='incremental', indexes=[{'columns': ['load_id']}]) }}

with

accepted as (
    {{ accepted_rows('linkage_entity') }}
),

counties_in_force as (
    {{ counties_in_force('linkage_projects') }}
),

typed as materialized (
    select
        load_id,
        row_number,
        month,
        cell.code(entity_no) as entity_no,
        cell.text(name) as name,
        cell.code(county_code) as county_code,
        cell.code(village_code) as village_code,
        cell.text(kind) as kind,
        cell.text(main_industry) as main_industry,
        cell.text(is_village_product) = '是' as is_village_product
    from accepted
),

final as (
    select typed.*
    from typed
    inner join counties_in_force
        on
            typed.load_id = counties_in_force.load_id
            and typed.county_code = counties_in_force.county_code
)

select * from final
