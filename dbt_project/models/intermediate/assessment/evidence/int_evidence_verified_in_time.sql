{{ config(materialized='view') }}

with county as (

    select * from {{ ref('int_assessed_county') }}

),

warning_rules as (

    select * from {{ ref('warning_rules') }}
    where counts_in_score

),

opening as (

    select
        warning.household_id,
        warning.rule,
        warning.level,
        warning.opened_month,
        warning.county_code,
        warning.due_date,
        {{ income_year('warning.opened_month') }} as income_year
    from {{ ref('int_warning') }} as warning
    inner join warning_rules on warning.rule = warning_rules.code
    where
        warning.month = warning.opened_month
        and warning.level in ('orange', 'red')

),

answer as (

    select * from {{ ref('int_feedback_answer') }}

),

fallen_due as (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        opening.household_id,
        opening.rule,
        opening.level,
        opening.opened_month,
        opening.due_date
    from county
    inner join opening
        on
            county.county_code = opening.county_code
            and county.assessment_year = opening.income_year
            and county.month_end_on > opening.due_date

),

-- One answer in time is enough, whatever is said later: the last one in time, else the last one, in
-- the sheets up to the as-of month.
best_answer as (

    select distinct on (
        fallen_due.as_of_month,
        fallen_due.county_code,
        fallen_due.household_id,
        fallen_due.rule,
        fallen_due.opened_month
    )
        fallen_due.*,
        coalesce(answer.verified_on <= fallen_due.due_date, false) as is_in_time,
        answer.verified_on,
        answer.load_id,
        answer.row_number
    from fallen_due
    left join answer
        on
            fallen_due.household_id = answer.household_id
            and fallen_due.rule = answer.rule
            and fallen_due.opened_month = answer.opened_month
            and fallen_due.as_of_month >= answer.sheet_month
    order by
        fallen_due.as_of_month asc,
        fallen_due.county_code asc,
        fallen_due.household_id asc,
        fallen_due.rule asc,
        fallen_due.opened_month asc,
        coalesce(answer.verified_on <= fallen_due.due_date, false) desc,
        answer.sheet_month desc nulls last,
        answer.verified_on desc nulls last,
        answer.load_id desc nulls last,
        answer.row_number desc nulls last

),

final as (

    select
        as_of_month,
        assessment_year,
        county_code,
        'verified_in_time' as indicator,
        null::text as village_code,
        household_id,
        to_char(opened_month, 'YYYY-MM') as period,
        jsonb_build_object(
            'rule', rule, 'level', level, 'due_on', due_date, 'verified_on', verified_on
        ) as facts,
        null::numeric as amount,
        is_in_time::integer as numerator,
        1 as denominator,
        null::integer as mean_over,
        case when load_id is not null then 'village_feedback' end as table_name,
        load_id,
        row_number,
        null::integer as income_year,
        null::date as through_month
    from best_answer

)

select * from final
