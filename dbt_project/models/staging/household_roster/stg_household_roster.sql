{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'household_id']}],
) }}

with

accepted as (
    {{ accepted_rows('household_roster') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        cell.code(village_code) as village_code,
        cell.code(household_id) as household_id,
        cell.text(household_type) as household_type,
        cell.text(monitored_kind) as monitored_kind,
        cell.text(risk_cleared) = '是' as risk_cleared,
        cell.whole(annual_members) as annual_members,
        cell.code(person_id) as person_id,
        name_masked,
        citizen_id_token,
        citizen_id_kind,
        citizen_id_birth_date as birth_date,
        cell.text(sex) as sex,
        cell.text(relation_to_head) as relation_to_head,
        cell.is_head(relation_to_head) as is_head,
        cell.text(health) as health,
        cell.text(labour_skill) as labour_skill,
        cell.text(student_status) as student_status,
        cell.text(person_status) as person_status,
        cell.day(authorised_on) as authorised_on
    from accepted
)

select * from final
