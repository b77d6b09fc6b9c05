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

spell as (

    select * from {{ ref('int_worklist_spell') }}
    where
        not is_closing
        and household_id is not null
        and {{ touched('month') }}

),

-- all items of the list that the household has in the sheet's month
final as (

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

)

select * from final
