{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('assistance_relief') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        citizen_id_token,
        cell.text(difficulty) as difficulty,
        cell.money(amount) as amount,
        cell.day(paid_on) as paid_on
    from accepted
)

select * from final
