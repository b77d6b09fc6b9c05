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

months as (

    select * from {{ ref('int_months') }}
    where {{ touched('month') }}

),

windowed as (

    select
        by_month.household_id,
        months.month,
        measures.kind,
        measures.measure,
        measures.threshold,
        measures.points,
        measures.min_figures,
        sum(by_month.figures)::numeric as figures,
        sum(by_month.round_figures)::numeric as round_figures
    from months
    inner join measures on {{ in_force('measures', 'months.month') }}
    inner join by_month
        on
            measures.measure = by_month.measure
            and measures.valid_from = by_month.valid_from
            and months.month >= by_month.month
            and months.month
            < (by_month.month + make_interval(months => measures.window_months))::date
    group by
        by_month.household_id, months.month, measures.kind, measures.measure,
        measures.threshold, measures.points, measures.min_figures

),

-- nothing is said of a month without a report
final as (

    select
        windowed.household_id,
        windowed.month,
        windowed.kind,
        windowed.measure,
        windowed.round_figures / windowed.figures as observed,
        windowed.threshold,
        windowed.points
    from windowed
    inner join submission
        on
            windowed.household_id = submission.household_id
            and windowed.month = submission.month
    where
        windowed.figures >= windowed.min_figures
        and windowed.round_figures >= windowed.threshold * windowed.figures

)

select * from final
