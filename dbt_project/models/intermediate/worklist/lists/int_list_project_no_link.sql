{{ config(materialized='view') }}

with project as (

    select * from {{ ref('int_linkage_project_month') }}
    where
        is_of_month
        and category = 'industry'
        and status = '运营'

),

link as (

    select distinct
        month,
        county_code,
        link_no
    from {{ ref('stg_linkage_household') }}
    where
        link_kind = 'project'
        and paid_amount > 0

),

final as (

    select
        project.county_code || '|' || project.project_no as subject_key,
        project.month,
        null::text as household_id,
        null::text as person_id,
        project.county_code,
        {{ first_village('project.village_codes') }} as village_code,
        null::numeric as amount
    from project
    where
        not exists (
            select 1
            from link
            where
                project.month = link.month
                and project.county_code = link.county_code
                and project.project_no = link.link_no
        )

)

select * from final
