{{ config(materialized='view') }}

-- `not materialized`, here and below, lets PostgreSQL push a filter on months down.
with span as not materialized (

    select * from {{ ref('int_warning_evidence_span') }}

),

submission as (

    select * from {{ ref('stg_village_submission') }}

),

year_row as (

    select * from {{ ref('int_household_year_row') }}

),

-- each source row appears once, even if it is used more than once
final as (

    select
        span.household_id,
        span.rule,
        span.month,
        'village_submission' as table_name,
        submission.load_id,
        submission.row_number
    from span
    inner join submission
        on
            span.household_id = submission.household_id
            and span.from_month <= submission.month
            and span.to_month >= submission.month

    union distinct

    select
        span.household_id,
        span.rule,
        span.month,
        year_row.table_name,
        year_row.load_id,
        year_row.row_number
    from span
    inner join year_row
        on
            span.household_id = year_row.household_id
            and span.income_year = year_row.income_year

)

select * from final
