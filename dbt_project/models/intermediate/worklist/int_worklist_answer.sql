{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'sheet_month'},
) }}

with feedback as (

    select * from {{ ref('stg_village_feedback') }}
    where
        result is not null
        and {{ touched('month') }}

),

owners_answer as (

    select * from {{ ref('stg_worklist_answer') }}
    where {{ touched('month') }}

),

spell as (

    select * from {{ ref('int_worklist_spell') }}
    where
        not is_closing
        and {{ touched('month') }}

),

owner as (

    select * from {{ ref('int_worklist_owner') }}
    where {{ touched('month') }}

),

loads as (

    select * from {{ ref('stg_loads') }}

),

-- all items of the list that the household has in the sheet's month
by_villages as (

    select
        feedback.load_id,
        feedback.row_number,
        spell.list,
        spell.subject_key,
        spell.opened_month,
        feedback.month as sheet_month,
        feedback.verified_on,
        {{ answered_status('feedback.result', 'feedback.handling_status') }} as status
    from feedback
    inner join spell
        on
            feedback.household_id = spell.household_id
            and feedback.rule = spell.list
            and feedback.month = spell.month

),

-- the item itself, if it is this owner's in this division
by_owners as (

    select
        owners_answer.load_id,
        owners_answer.row_number,
        owner.list,
        owner.subject_key,
        owner.opened_month,
        owners_answer.month as sheet_month,
        owners_answer.handled_on as verified_on,
        {{ answered_status('owners_answer.result', 'owners_answer.handling_status') }} as status
    from owners_answer
    inner join owner
        on
            owners_answer.list = owner.list
            and owners_answer.subject_key = owner.subject_key
            and owners_answer.month = owner.month
            and owners_answer.owner = owner.owner
            and owners_answer.division_code = owner.division_code

),

answered as (

    select * from by_villages
    union all
    select * from by_owners

),

final as (

    select
        answered.*,
        loads.received_at,
        loads.file_name
    from answered
    inner join loads on answered.load_id = loads.load_id

)

select * from final
