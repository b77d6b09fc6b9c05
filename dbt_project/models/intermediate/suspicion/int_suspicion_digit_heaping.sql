{{ config(materialized='incremental') }}

with submission as (

    select * from {{ ref('stg_village_submission') }}

),

measures as (

    {{ suspicion_measures('digit_heaping') }}

),

figures as (

    select
        submission.household_id,
        submission.month,
        figure.amount
    from submission
    cross join
        lateral (
            values
            {%- for item in submission_items() %}
            (submission.{{ item }}){{ ',' if not loop.last }}
            {%- endfor %}
        ) as figure (amount)
    where
        figure.amount <> 0
        and {{ touched_or_before(
            'submission.month', '(select max(measures.window_months) from measures)'
        ) }}

),

by_month as (

    select
        figures.household_id,
        figures.month,
        measures.measure,
        measures.valid_from,
        count(*) as figures,
        count(*) filter (where figures.amount % measures.round_to = 0) as round_figures
    from figures
    cross join measures
    group by figures.household_id, figures.month, measures.measure, measures.valid_from

),

windowed as (

    select
        submission.household_id,
        submission.month,
        measures.kind,
        measures.measure,
        measures.threshold,
        measures.points,
        measures.min_figures,
        sum(by_month.figures) as figures,
        sum(by_month.round_figures) as round_figures
    from submission
    inner join measures on {{ in_force('measures', 'submission.month') }}
    inner join by_month
        on
            submission.household_id = by_month.household_id
            and measures.measure = by_month.measure
            and measures.valid_from = by_month.valid_from
            and submission.month >= by_month.month
            and submission.month
            < (by_month.month + make_interval(months => measures.window_months))::date
    where {{ touched('submission.month') }}
    group by
        submission.household_id, submission.month, measures.kind, measures.measure,
        measures.threshold, measures.points, measures.min_figures

),

final as (

    select
        household_id,
        month,
        kind,
        measure,
        round_figures / figures as observed,
        threshold,
        points
    from windowed
    where
        figures >= min_figures
        and round_figures >= threshold * figures

)

select * from final
