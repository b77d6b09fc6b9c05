{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('workshop_pay') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        cell.code(workshop_no) as workshop_no,
        citizen_id_token,
        cell.money(pay) as pay
    from accepted
)

select * from final
