{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'sheet_month'},
    indexes=[
        {'columns': ['load_id', 'row_number', 'household_id'], 'unique': true},
        {'columns': ['household_id', 'rule', 'opened_month']},
    ],
) }}

with feedback as (

    select * from {{ ref('stg_village_feedback') }}
    where
        result is not null
        and {{ touched('month') }}

),

spell as (

    select
        household_id,
        rule,
        opened_month
    from {{ ref('int_warning_spell') }}
    where month = opened_month

),

loads as (

    select * from {{ ref('stg_loads') }}

),

-- the latest warning that opened in or before the sheet's month, even if it is closed
answered as (

    select distinct on (feedback.household_id, feedback.load_id, feedback.row_number)
        feedback.*,
        spell.opened_month,
        loads.file_name
    from feedback
    inner join loads on feedback.load_id = loads.load_id
    inner join spell
        on
            feedback.household_id = spell.household_id
            and feedback.rule = spell.rule
            and feedback.month >= spell.opened_month
    order by
        feedback.household_id asc,
        feedback.load_id asc,
        feedback.row_number asc,
        spell.opened_month desc

),

final as (

    select
        load_id,
        row_number,
        household_id,
        rule,
        opened_month,
        month as sheet_month,
        verified_on,
        received_at,
        file_name,
        {{ answered_status('result', 'handling_status') }} as status
    from answered

)

select * from final
