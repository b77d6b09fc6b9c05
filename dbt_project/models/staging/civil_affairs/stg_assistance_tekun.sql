{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('assistance_tekun') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        citizen_id_token,
        cell.text(support_kind) as support_kind,
        cell.text(self_care) as self_care,
        cell.money(living_standard) as living_standard,
        cell.money(care_allowance) as care_allowance,
        cell.money(total_amount) as total_amount,
        carer_citizen_id_token,
        carer_citizen_id_kind
    from accepted
)

select * from final
