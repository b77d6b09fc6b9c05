{{ config(materialized='ephemeral') }}

with project as (

    select * from {{ ref('int_linkage_project_month') }}
    where method = '以工代赈'

),

counted as (

    select
        county_code,
        month,
        labour_pay as numerator,
        spent_central as denominator
    from project

),

final as (

    {{ measure_rows('work_relief_pay') }}

)

select * from final
