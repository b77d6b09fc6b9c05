{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('training_student') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        citizen_id_token,
        cell.text(school_stage) as school_stage,
        cell.text(term) as term,
        cell.money(grant_amount) as grant_amount,
        cell.day(paid_on) as paid_on,
        cell.month(graduated_in) as graduated_in,
        cell.text(destination) as destination
    from accepted
)

select * from final
