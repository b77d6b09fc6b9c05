{{ config(materialized='incremental', indexes=[{'columns': ['load_id']}]) }}

with

accepted as (
    {{ accepted_rows('linkage_project') }}
),

project_categories as (
    select * from {{ ref('project_categories') }}
),

counties_in_force as (
    {{ counties_in_force('linkage_projects') }}
),

typed as materialized (
    select
        accepted.load_id,
        accepted.row_number,
        accepted.month,
        cell.code(accepted.project_no) as project_no,
        cell.code(accepted.county_code) as county_code,
        cell.text(accepted.village_codes) as village_codes,
        cell.text(accepted.name) as name,
        project_categories.code as category,
        cell.text(accepted.asset_kind) as asset_kind,
        cell.text(accepted.method) as method,
        cell.money(accepted.allotted_central) as allotted_central,
        cell.money(accepted.allotted_province) as allotted_province,
        cell.money(accepted.allotted_local) as allotted_local,
        cell.money(accepted.allotted_other) as allotted_other,
        cell.money(accepted.spent_central) as spent_central,
        cell.money(accepted.spent_province) as spent_province,
        cell.money(accepted.spent_local) as spent_local,
        cell.money(accepted.spent_other) as spent_other,
        cell.money(accepted.labour_pay) as labour_pay,
        cell.text(accepted.status) as status,
        cell.money(accepted.yield_due) as yield_due,
        cell.money(accepted.yield_paid) as yield_paid,
        cell.day(accepted.updated_on) as updated_on
    from accepted
    left join project_categories on cell.text(accepted.category) = project_categories.name
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
