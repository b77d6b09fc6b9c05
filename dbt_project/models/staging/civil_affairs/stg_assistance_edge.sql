{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month']}],
) }}

with

accepted as (
    {{ accepted_rows('assistance_edge') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        head_citizen_id_token,
        head_citizen_id_kind,
        cell.whole(household_size) as household_size,
        cell.code(certificate_no) as certificate_no,
        cell.month(certified_in) as certified_in,
        cell.month(valid_until) as valid_until
    from accepted
)

select * from final
