{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('medical_settlement') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        cell.code(settlement_id) as settlement_id,
        citizen_id_token,
        cell.day(settled_on) as settled_on,
        cell.code(reversal_flag) = '1' as is_reversal,
        cell.money(total_fee) as total_fee,
        cell.money(fund_total) as fund_paid,
        cell.money(out_of_pocket) as out_of_pocket
    from accepted
)

select * from final
