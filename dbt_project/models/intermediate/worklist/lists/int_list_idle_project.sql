{{ config(materialized='view') }}

with project as (

    select * from {{ ref('int_linkage_project_month') }}
    where
        is_of_month
        and asset_kind = '经营性'
        and status in ('低效', '闲置', '停产')

),

final as (

    select
        project.county_code || '|' || project.project_no as subject_key,
        project.month,
        null::text as household_id,
        null::text as person_id,
        project.county_code,
        {{ first_village('project.village_codes') }} as village_code,
        project.allotted as amount
    from project

)

select * from final
