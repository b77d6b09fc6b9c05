-- Denominator: entries of two focus lists in the as-of month; numerator: those with a reason. The
-- row named is the one that gave it: of the workbooks first, else of 跟踪反馈.
with county as ({{county}}),
entry as (
    select focus.household_id, focus.list, focus.reason, focus.reason_from,
        focus.month as as_of_month, focus.income_year
    from county
    inner join marts.household_focus as focus
        on county.county_code = focus.county_code and county.as_of_month = focus.month
    where focus.list in ('decreased_last_year', 'below_line')
),
said as (
    select submission.household_id, submission.month, months.income_year, 'submission' as kind,
        submission.reason, null::date as verified_on, submission.load_id, submission.row_number
    from staging.stg_village_submission as submission
    inner join intermediate.int_months as months on submission.month = months.month
    where submission.reason is not null

    union all

    select feedback.household_id, feedback.month, months.income_year, 'feedback', feedback.reason,
        feedback.verified_on, feedback.load_id, feedback.row_number
    from staging.stg_village_feedback as feedback
    inner join intermediate.int_months as months on feedback.month = months.month
    where feedback.reason is not null
)
select distinct on (entry.household_id, entry.list)
    entry.household_id,
    null as village_code,
    entry.list || '：' || coalesce(entry.reason, '未填原因') as what,
    coalesce(to_char(said.month, 'YYYY-MM'), '') as period,
    null::numeric as amount,
    (entry.reason is not null)::integer as numerator,
    1 as denominator,
    said.load_id,
    said.row_number
from entry
left join said
    on entry.household_id = said.household_id and entry.income_year = said.income_year
    and entry.as_of_month >= said.month and entry.reason_from = said.kind
order by entry.household_id, entry.list, said.month desc nulls last,
    said.verified_on desc nulls last, said.row_number desc
