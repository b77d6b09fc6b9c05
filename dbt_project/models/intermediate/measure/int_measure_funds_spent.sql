{{ config(materialized='ephemeral') }}

with project as (

    select * from {{ ref('int_linkage_project_month') }}

),

counted as (

    select
        county_code,
        month,
        spent_public as numerator,
        allotted_public as denominator
    from project

),

final as (

    {{ measure_rows('funds_spent') }}

)

select * from final
