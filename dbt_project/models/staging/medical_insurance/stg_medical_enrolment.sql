{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('medical_enrolment') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        citizen_id_token,
        cell.code(insurance_type) as insurance_type,
        cell.code(enrolment_status) as enrolment_status
    from accepted
)

select * from final
