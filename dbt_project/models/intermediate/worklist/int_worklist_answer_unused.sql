{{ config(materialized='view') }}

with owners_answer as (

    select * from {{ ref('stg_worklist_answer') }}

),

answer as (

    select * from {{ ref('int_worklist_answer') }}

),

item as (

    select distinct
        list,
        subject_key,
        month
    from {{ ref('int_worklist_owner') }}

),

final as (

    select
        owners_answer.load_id,
        owners_answer.row_number,
        item.list is not null as is_anothers
    from owners_answer
    left join answer
        on
            owners_answer.load_id = answer.load_id
            and owners_answer.row_number = answer.row_number
    left join item
        on
            owners_answer.list = item.list
            and owners_answer.subject_key = item.subject_key
            and owners_answer.month = item.month
    where answer.load_id is null

)

select * from final
