{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('insurance_claim') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        cell.code(policy_no) as policy_no,
        citizen_id_token,
        cell.text(insured_object) as insured_object,
        cell.money(amount) as amount,
        cell.day(paid_on) as paid_on
    from accepted
)

select * from final
