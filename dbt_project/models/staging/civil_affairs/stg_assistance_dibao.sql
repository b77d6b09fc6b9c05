{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month']}],
) }}

with

accepted as (
    {{ accepted_rows('assistance_dibao') }}
),

assistance_names as (
    select * from {{ ref('assistance_names') }}
),

final as (
    select
        accepted.load_id,
        accepted.row_number,
        accepted.month,
        accepted.head_citizen_id_token,
        accepted.head_citizen_id_kind,
        cell.whole(accepted.household_size) as household_size,
        cell.whole(accepted.insured_members) as insured_members,
        cell.money(accepted.monthly_amount) as monthly_amount,
        cell.money(accepted.family_supplement) as family_supplement,
        cell.money(accepted.person_supplement) as person_supplement,
        cell.money(accepted.total_amount) as total_amount,
        cell.code(accepted.certificate_no) as certificate_no,
        cell.month(accepted.first_month) as first_month,
        assistance_names.code as assistance_kind,
        cell.month(accepted.grace_until) as grace_until
    from accepted
    left join assistance_names on cell.text(accepted.assistance_kind) = assistance_names.name
)

select * from final
