{{ config(materialized='incremental') }}

with

accepted as (
    {{ accepted_rows('village_submission') }}
),

notes as (
    select * from {{ source('raw', 'reader_note') }}
    where
        table_name = 'village_submission'
        and note = 'taken_over'
),

final as (
    select
        accepted.load_id,
        accepted.row_number,
        accepted.month,
        cell.code(accepted.household_id) as household_id,
        notes.column_name as item
    from accepted
    inner join notes
        on
            accepted.load_id = notes.load_id
            and accepted.row_number = notes.row_number
)

select * from final
