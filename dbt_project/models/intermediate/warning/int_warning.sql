{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with spell as (

    select * from {{ ref('int_warning_spell') }}
    where {{ touched_or_before('month', 1) }}

),

answer as (

    select * from {{ ref('int_feedback_answer') }}

),

months as (

    select * from {{ ref('int_months') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched_or_before('month', 1) }}

),

-- the last answer in the sheets up to the row's month
answered as (

    {{ last_answers(['household_id', 'rule']) }}

),

stated as (

    select
        spell.*,
        household_month.county_code,
        opening_month.verification_due_on as due_date,
        months.month_end_on,
        {{ spell_status() }} as status
    from spell
    inner join months on spell.month = months.month
    inner join months as opening_month on spell.opened_month = opening_month.month
    left join household_month
        on
            spell.month = household_month.month
            and spell.household_id = household_month.household_id
    left join answered
        on
            spell.household_id = answered.household_id
            and spell.rule = answered.rule
            and spell.month = answered.month

),

identified as (

    select
        household_id || '|' || rule || '|' || to_char(opened_month, 'YYYY-MM') as warning_id,
        household_id,
        -- the closing row belongs to the county in which the warning held last
        case
            when is_closing
                then lag(county_code) over (
                    partition by household_id, rule, opened_month order by month
                )
            else county_code
        end as county_code,
        rule,
        month,
        level,
        observed,
        threshold,
        opened_month,
        due_date,
        status,
        status = 'open' and due_date < month_end_on as overdue
    from stated

),

final as (

    select * from identified
    where {{ touched('month') }}

)

select * from final
