{{ config(materialized='ephemeral') }}

with project as (

    select * from {{ ref('int_linkage_project_month') }}

),

counted as (

    select
        county_code,
        month,
        least(yield_paid, yield_due) as numerator,
        yield_due as denominator
    from project

),

final as (

    {{ measure_rows('yield_shared') }}

)

select * from final
