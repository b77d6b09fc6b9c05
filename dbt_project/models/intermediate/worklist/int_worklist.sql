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

-- an answer without a date counts by its receipt
in_time as (

    select distinct
        spell.list,
        spell.subject_key,
        spell.month
    from spell
    inner join answer
        on
            spell.list = answer.list
            and spell.subject_key = answer.subject_key
            and spell.opened_month = answer.opened_month
            and spell.month >= answer.sheet_month
    inner join months as opening_month on spell.opened_month = opening_month.month
    where
        coalesce(
            answer.verified_on, (answer.received_at at time zone 'Asia/Shanghai')::date
        ) <= opening_month.verification_due_on

),

stated as (

    select
        spell.*,
        worklists.subject_kind,
        worklists.owner,
        split_part(worklists.source, ' ', 2) as clause,
        opening_month.verification_due_on as due_date,
        months.month_end_on,
        {{ spell_status() }} as status,
        in_time.list is not null as answered_in_time
    from spell
    inner join worklists on spell.list = worklists.code
    inner join months on spell.month = months.month
    inner join months as opening_month on spell.opened_month = opening_month.month
    left join answered
        on
            spell.list = answered.list
            and spell.subject_key = answered.subject_key
            and spell.month = answered.month
    left join in_time
        on
            spell.list = in_time.list
            and spell.subject_key = in_time.subject_key
            and spell.month = in_time.month

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
        clause,
        owner,
        month,
        opened_month,
        due_date,
        amount,
        status,
        status = 'open' and due_date < month_end_on as overdue,
        answered_in_time
    from stated

)

select * from final
