{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'as_of_month'},
) }}

with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

),

opening as (

    select
        household_id,
        rule,
        opened_month,
        county_code,
        due_date,
        {{ income_year('opened_month') }} as income_year
    from {{ ref('int_warning') }}
    where
        month = opened_month
        and level in ('orange', 'red')

),

answer as (

    select * from {{ ref('int_feedback_answer') }}

),

fallen_due as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        opening.household_id,
        opening.rule,
        opening.opened_month,
        opening.due_date
    from county
    inner join opening
        on
            county.county_code = opening.county_code
            and county.assessment_year = opening.income_year
            and county.month_end_on > opening.due_date

),

-- the last answer of the sheets up to the as-of month is the one that counts
last_answer as (

    select distinct on (
        fallen_due.as_of_month, fallen_due.household_id, fallen_due.rule, fallen_due.opened_month
    )
        fallen_due.*,
        coalesce(answer.verified_on <= fallen_due.due_date, false) as is_in_time
    from fallen_due
    left join answer
        on
            fallen_due.household_id = answer.household_id
            and fallen_due.rule = answer.rule
            and fallen_due.opened_month = answer.opened_month
            and fallen_due.as_of_month >= answer.sheet_month
    order by
        fallen_due.as_of_month asc,
        fallen_due.household_id asc,
        fallen_due.rule asc,
        fallen_due.opened_month asc,
        answer.sheet_month desc nulls last,
        answer.verified_on desc nulls last,
        answer.row_number desc

),

counted as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        count(*) filter (where last_answer.is_in_time) as numerator,
        count(last_answer.household_id) as denominator
    from county
    left join last_answer
        on
            county.as_of_month = last_answer.as_of_month
            and county.county_code = last_answer.county_code
    group by county.assessment_year, county.as_of_month, county.county_code

),

final as (

    {{ indicator_rows('verified_in_time') }}

)

select * from final
