{{ config(materialized='incremental') }}

with submission as (

    select * from {{ ref('stg_village_submission') }}

),

measures as (

    {{ suspicion_measures('digit_heaping') }}

),

by_month as (

    select
        submission.household_id,
        submission.month,
        measures.measure,
        measures.valid_from,
        num_nonnulls(
            {%- for item in submission_items() %}
            nullif(submission.{{ item }}, 0){{ ',' if not loop.last }}
            {%- endfor %}
        ) as figures,
        num_nonnulls(
            {%- for item in submission_items() %}
            case
                when submission.{{ item }} % measures.round_to = 0
                    then nullif(submission.{{ item }}, 0)
            end
            {{- ',' if not loop.last }}
            {%- endfor %}
        ) as round_figures
    from submission
    cross join measures
    where
        {{ touched_or_before(
            'submission.month', '(select max(measures.window_months) from measures)'
        ) }}

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
        sum(by_month.figures)::numeric as figures,
        sum(by_month.round_figures)::numeric as round_figures
    from submission
    inner join measures on {{ in_force('measures', 'submission.month') }}
    inner join by_month
        on
            submission.household_id = by_month.household_id
            and measures.measure = by_month.measure
            and measures.valid_from = by_month.valid_from
            and by_month.figures > 0
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
