{{ config(materialized='ephemeral') }}

with project as (

    select * from {{ ref('int_linkage_project_month') }}

),

counted as (

    select
        county_code,
        month,
        case when category = 'industry' then allotted_public else 0 end as numerator,
        allotted_public as denominator
    from project

),

final as (

    {{ measure_rows('industry_plan') }}

)

select * from final
