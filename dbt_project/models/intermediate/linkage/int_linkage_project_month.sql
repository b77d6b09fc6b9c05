{{ config(materialized='view') }}

with file_in_force as (

    select * from {{ ref('int_file_in_force') }}
    where feed = 'linkage_projects'

),

project as (

    select * from {{ ref('stg_linkage_project') }}

),

final as (

    select
        file_in_force.month,
        file_in_force.file_month,
        file_in_force.is_of_month,
        project.county_code,
        project.project_no,
        project.name as project_name,
        project.village_codes,
        project.category,
        project.asset_kind,
        project.method,
        project.status,
        project.allotted_central
        + project.allotted_province
        + project.allotted_local as allotted_public,
        project.allotted_central
        + project.allotted_province
        + project.allotted_local
        + project.allotted_other as allotted,
        project.spent_central,
        project.spent_central + project.spent_province + project.spent_local as spent_public,
        project.spent_central
        + project.spent_province
        + project.spent_local
        + project.spent_other as spent,
        project.labour_pay,
        project.yield_due,
        project.yield_paid,
        project.load_id,
        project.row_number
    from file_in_force
    inner join project
        on
            file_in_force.file_month = project.month
            and file_in_force.county_code = project.county_code

)

select * from final
