{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('assistance_edge_member') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        place,
        citizen_id_token,
        citizen_id_kind
    from accepted
)

select * from final
