{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month']}],
) }}

with

accepted as (
    {{ accepted_rows('workshop') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        cell.code(workshop_no) as workshop_no,
        cell.text(name) as name,
        cell.code(county_code) as county_code,
        cell.code(village_code) as village_code,
        cell.text(kind) as kind,
        cell.text(status) as status
    from accepted
)

select * from final
