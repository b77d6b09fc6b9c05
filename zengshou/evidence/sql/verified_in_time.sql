-- Denominator: orange and red warnings opened in the year and due before the as-of month's last
-- day; numerator: those whose last answer was verified on or before the due day.
with county as ({{county}}),
opening as (
    select warning.household_id, warning.rule, warning.opened_month, warning.due_date,
        warning.level, county.as_of_month
    from county
    inner join marts.warning as warning on county.county_code = warning.county_code
    inner join intermediate.int_months as months
        on warning.opened_month = months.month and months.income_year = county.assessment_year
    where warning.month = warning.opened_month
        and warning.level in ('orange', 'red')
        and warning.due_date < county.month_end_on
),
answer as (
    select distinct on (opening.household_id, opening.rule, opening.opened_month)
        opening.*, answer.verified_on, answer.load_id, answer.row_number
    from opening
    left join intermediate.int_feedback_answer as answer
        on opening.household_id = answer.household_id and opening.rule = answer.rule
        and opening.opened_month = answer.opened_month
        and opening.as_of_month >= answer.sheet_month
    order by opening.household_id, opening.rule, opening.opened_month,
        answer.sheet_month desc nulls last, answer.verified_on desc nulls last,
        answer.row_number desc
)
select
    household_id,
    null as village_code,
    rule || ' ' || level || '，应核实 ' || due_date || '，核实 '
        || coalesce(verified_on::text, '—') as what,
    to_char(opened_month, 'YYYY-MM') as period,
    null::numeric as amount,
    coalesce(verified_on <= due_date, false)::integer as numerator,
    1 as denominator,
    load_id,
    row_number
from answer
