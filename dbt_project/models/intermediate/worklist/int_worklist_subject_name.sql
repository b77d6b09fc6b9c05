{{ config(materialized='view') }}

with project as (

    select * from {{ ref('stg_linkage_project') }}

),

buyer as (

    select * from {{ ref('stg_consumption') }}

),

final as (

    select
        'project' as subject_kind,
        county_code || '|' || project_no as subject_key,
        month,
        name as subject_name
    from project

    union all

    select
        'unit' as subject_kind,
        county_code || '|' || unit_no as subject_key,
        month,
        unit_name as subject_name
    from buyer

)

select * from final
