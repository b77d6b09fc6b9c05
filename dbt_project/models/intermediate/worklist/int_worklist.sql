{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with spell as (

    select * from {{ ref('int_worklist_spell') }}
    where {{ touched('month') }}

),

answer as (

    select * from {{ ref('int_worklist_answer') }}

),

worklists as (

    select * from {{ ref('worklists') }}

),

months as (

    select * from {{ ref('int_months') }}

),

-- the last answer in the sheets up to the row's month
answered as (

    {{ last_answers(['list', 'subject_key']) }}

),

stated as (

    select
        spell.*,
        worklists.subject_kind,
        worklists.owner,
        opening_month.verification_due_on as due_date,
        months.month_end_on,
        {{ spell_status() }} as status
    from spell
    inner join worklists on spell.list = worklists.code
    inner join months on spell.month = months.month
    inner join months as opening_month on spell.opened_month = opening_month.month
    left join answered
        on
            spell.list = answered.list
            and spell.subject_key = answered.subject_key
            and spell.month = answered.month

),

final as (

    select
        list || '|' || subject_key || '|' || to_char(opened_month, 'YYYY-MM') as worklist_id,
        list,
        subject_kind,
        subject_key,
        household_id,
        county_code,
        village_code,
        owner,
        month,
        opened_month,
        due_date,
        amount,
        status,
        status = 'open' and due_date < month_end_on as overdue
    from stated

)

select * from final
