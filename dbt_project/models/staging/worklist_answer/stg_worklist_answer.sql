{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'list', 'subject_key']}],
) }}

with

accepted as (
    {{ accepted_rows('worklist_answer') }}
),

worklists as (
    select
        code,
        name_zh
    from {{ ref('worklists') }}
),

final as (
    select
        accepted.load_id,
        accepted.row_number,
        accepted.month,
        split_part(accepted.unit, '|', 1) as owner,
        substr(accepted.unit, strpos(accepted.unit, '|') + 1) as division_code,
        worklists.code as list,
        cell.code(accepted.subject_key) as subject_key,
        cell.text(accepted.result) as result,
        cell.text(accepted.handling_status) as handling_status,
        cell.day(accepted.handled_on) as handled_on,
        cell.text(accepted.measure) as measure,
        accepted.received_at
    from accepted
    inner join worklists on cell.text(accepted.list) in (worklists.code, worklists.name_zh)
)

select * from final
