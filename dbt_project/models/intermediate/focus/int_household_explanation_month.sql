{{ config(materialized='incremental') }}

with household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched_year('income_year') }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched_year('income_year') }}

),

feedback as (

    select * from {{ ref('stg_village_feedback') }}
    where {{ touched_year(income_year('month')) }}

),

-- within a sheet, the later 核实日期 wins, then the lower row
sheet as (

    select
        household_id,
        month,
        (
            array_agg(reason order by verified_on desc nulls last, row_number desc)
            filter (where reason is not null)
        )[1] as reason,
        (
            array_agg(load_id order by verified_on desc nulls last, row_number desc)
            filter (where reason is not null)
        )[1] as load_id,
        (
            array_agg(row_number order by verified_on desc nulls last, row_number desc)
            filter (where reason is not null)
        )[1] as row_number,
        (
            array_agg(measure order by verified_on desc nulls last, row_number desc)
            filter (where measure is not null)
        )[1] as measure
    from feedback
    group by household_id, month

),

said as (

    select
        household_month.household_id,
        household_month.month,
        household_month.income_year,
        streams.reason as submitted_reason,
        case when streams.reason is not null then streams.load_id end as submitted_load_id,
        case when streams.reason is not null then streams.row_number end as submitted_row_number,
        sheet.reason as feedback_reason,
        sheet.load_id as feedback_load_id,
        sheet.row_number as feedback_row_number,
        sheet.measure
    from household_month
    left join streams
        on
            household_month.month = streams.month
            and household_month.household_id = streams.household_id
    left join sheet
        on
            household_month.month = sheet.month
            and household_month.household_id = sheet.household_id

),

-- Carries the last value forward: count() does not change in months without a value, so these
-- months share a number with the last month that has one.
numbered as (

    select
        *,
        count(submitted_reason) over year_to_date as submitted_number,
        count(feedback_reason) over year_to_date as feedback_number,
        count(measure) over year_to_date as measure_number
    from said
    window year_to_date as (partition by household_id, income_year order by month)

),

latest as (

    select
        household_id,
        month,
        max(submitted_reason) over submitted as submitted_reason,
        max(submitted_load_id) over submitted as submitted_load_id,
        max(submitted_row_number) over submitted as submitted_row_number,
        max(feedback_reason) over feedback as feedback_reason,
        max(feedback_load_id) over feedback as feedback_load_id,
        max(feedback_row_number) over feedback as feedback_row_number,
        max(measure) over (
            partition by household_id, income_year, measure_number
        ) as measure
    from numbered
    window
        submitted as (partition by household_id, income_year, submitted_number),
        feedback as (partition by household_id, income_year, feedback_number)

),

final as (

    select
        household_id,
        month,
        coalesce(submitted_reason, feedback_reason) as reason,
        case
            when submitted_reason is not null then 'submission'
            when feedback_reason is not null then 'feedback'
        end as reason_from,
        case
            when submitted_reason is not null then submitted_load_id
            else feedback_load_id
        end as reason_load_id,
        case
            when submitted_reason is not null then submitted_row_number
            else feedback_row_number
        end as reason_row_number,
        measure
    from latest
    where {{ touched('month') }}

)

select * from final
