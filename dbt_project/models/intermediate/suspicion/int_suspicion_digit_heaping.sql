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
        measures.kind,
        measures.measure,
        measures.threshold,
        measures.points,
        measures.min_figures,
        measures.valid_from,
        {{ in_force('measures', 'submission.month') }} as is_in_force,
        (submission.month + make_interval(months => measures.window_months))::date as leaves_window,
        {%- for item in submission_items() %}
        {{ '+ ' if not loop.first }}coalesce((submission.{{ item }} <> 0)::integer, 0)
        {%- endfor %} as figures,
        {%- for item in submission_items() %}
        {{ '+ ' if not loop.first }}coalesce(
            (submission.{{ item }} <> 0 and submission.{{ item }} % measures.round_to = 0)::integer,
            0
        )
        {%- endfor %} as round_figures
    from submission
    cross join measures
    where {{ touched_or_before(
        'submission.month', '(select max(measures.window_months) from measures)'
    ) }}

),

-- A month's figures come into the window and leave it again: sums over windows without a join.
moved as (

    select
        by_month.*,
        true as is_reported
    from by_month
    union all
    select
        household_id,
        leaves_window as month,
        kind,
        measure,
        threshold,
        points,
        min_figures,
        valid_from,
        is_in_force,
        leaves_window,
        -figures as figures,
        -round_figures as round_figures,
        false as is_reported
    from by_month

),

windowed as (

    select
        household_id,
        month,
        kind,
        measure,
        threshold,
        points,
        min_figures,
        is_reported and is_in_force as is_judged,
        (sum(figures) over through_month)::numeric as figures,
        sum(round_figures) over through_month as round_figures
    from moved
    window through_month as (
        partition by household_id, measure, valid_from
        order by month
    )

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
        is_judged
        and figures > 0
        and figures >= min_figures
        and {{ touched('month') }}
        and round_figures >= threshold * figures

)

select * from final
