{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as materialized (
    {{ accepted_rows('linkage_household') }}
),

projects as (
    {{ accepted_rows('linkage_project') }}
),

entities as (
    {{ accepted_rows('linkage_entity') }}
),

counties_in_force as (
    {{ counties_in_force('linkage_projects') }}
),

linked as (
    {{ linked_counties('projects', 'entities') }}
),

typed as materialized (
    select
        accepted.load_id,
        accepted.row_number,
        accepted.month,
        linked.county_code,
        linked.link_no,
        linked.link_kind,
        accepted.citizen_id_token,
        cell.text(accepted.mode) as mode,
        cell.text(accepted.is_courtyard) = '是' as is_courtyard,
        cell.money(accepted.due_amount) as due_amount,
        cell.money(accepted.paid_amount) as paid_amount,
        cell.day(accepted.paid_on) as paid_on
    from accepted
    inner join linked
        on
            accepted.judgement_id = linked.judgement_id
            and cell.code(accepted.link_no) = linked.link_no
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
