with warning_levels as (

    select * from {{ ref('warning_levels') }}

),

-- a rule without a level gives no warning
warning_rules as (

    select * from {{ ref('warning_rules') }}
    where code in (select warning_levels.rule from warning_levels)

),

spell as (

    select * from {{ ref('int_warning_spell') }}
    where month = opened_month

),

answer as (

    select * from {{ ref('int_feedback_answer') }}

),

-- the last answer of each warning, even if it came after the warning closed
last_answer as (

    select distinct on (household_id, rule, opened_month) *
    from answer
    order by
        household_id asc,
        rule asc,
        opened_month asc,
        sheet_month desc,
        verified_on desc nulls last,
        load_id desc,
        row_number desc

),

counted as (

    select
        spell.rule,
        count(*) as opened,
        count(*) filter (where last_answer.status = 'verified') as verified,
        count(*) filter (where last_answer.status = 'resolved') as resolved,
        count(*) filter (where last_answer.status = 'dismissed') as dismissed,
        count(*) filter (where last_answer.status is null) as unanswered
    from spell
    left join last_answer
        on
            spell.household_id = last_answer.household_id
            and spell.rule = last_answer.rule
            and spell.opened_month = last_answer.opened_month
    group by spell.rule

),

final as (

    select
        warning_rules.code as rule,
        warning_rules.name_zh as rule_name,
        coalesce(counted.opened, 0)::integer as warnings_opened,
        coalesce(counted.verified, 0)::integer as verified,
        coalesce(counted.resolved, 0)::integer as resolved,
        coalesce(counted.dismissed, 0)::integer as dismissed,
        coalesce(counted.unanswered, 0)::integer as unanswered,
        (counted.verified + counted.resolved)::numeric
        / nullif(counted.verified + counted.resolved + counted.dismissed, 0) as yield
    from warning_rules
    left join counted on warning_rules.code = counted.rule

)

select * from final
