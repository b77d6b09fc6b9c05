{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('workshop_award') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        cell.code(workshop_no) as workshop_no,
        citizen_id_token,
        cell.year(award_year) as award_year,
        cell.money(amount) as amount,
        cell.day(paid_on) as paid_on,
        cell.text(funding) as funding
    from accepted
)

select * from final
