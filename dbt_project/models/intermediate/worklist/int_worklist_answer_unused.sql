{{ config(materialized='view') }}

with owners_answer as (

    select * from {{ ref('stg_worklist_answer') }}

),

answer as (

    select * from {{ ref('int_worklist_answer') }}

),

owner as (

    select * from {{ ref('int_worklist_owner') }}

),

final as (

    select
        owners_answer.load_id,
        owners_answer.row_number,
        exists (
            select 1 from owner
            where
                owner.list = owners_answer.list
                and owner.subject_key = owners_answer.subject_key
                and owner.month = owners_answer.month
        ) as is_anothers
    from owners_answer
    left join answer
        on
            owners_answer.load_id = answer.load_id
            and owners_answer.row_number = answer.row_number
    where answer.load_id is null

)

select * from final
