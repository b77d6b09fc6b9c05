{{ config(materialized='incremental') }}

with submission as (

    select * from {{ ref('stg_village_submission') }}
    where {{ touched('month') }}

),

measures as (

    {{ suspicion_measures('digit_heaping') }}

),

by_month as (

    select * from {{ ref('int_suspicion_round_figure') }}
    where
        {{ touched_or_before('month', '(select max(measures.window_months) from measures)') }}

),

-- the window of earlier months for each month
windows as (

    select
        months.month,
        (months.month - make_interval(months => measures.window_months - 1))::date as first_month,
        measures.*
    from {{ ref('int_months') }} as months
    inner join measures on {{ in_force('measures', 'months.month') }}
    where {{ touched('months.month') }}

),

windowed as (

    select
        by_month.household_id,
        windows.month,
        windows.measure,
        sum(by_month.figures)::numeric as figures,
        sum(by_month.round_figures)::numeric as round_figures
    from windows
    inner join by_month
        on
            windows.measure = by_month.measure
            and windows.valid_from = by_month.valid_from
            and windows.first_month <= by_month.month
            and windows.month >= by_month.month
    group by by_month.household_id, windows.month, windows.measure

),

-- a month without a report has no row
final as (

    select
        windowed.household_id,
        windowed.month,
        windows.kind,
        windowed.measure,
        windowed.round_figures / windowed.figures as observed,
        windows.threshold,
        windows.points
    from windowed
    inner join windows
        on
            windowed.month = windows.month
            and windowed.measure = windows.measure
    inner join submission
        on
            windowed.household_id = submission.household_id
            and windowed.month = submission.month
    where
        windowed.figures >= windows.min_figures
        and windowed.round_figures >= windows.threshold * windowed.figures

)

select * from final
