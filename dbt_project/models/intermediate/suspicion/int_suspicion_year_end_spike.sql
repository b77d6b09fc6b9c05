{{ config(materialized='incremental') }}

with streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched_year('income_year') }}

),

months as (

    select * from {{ ref('int_months') }}

),

measures as (

    {{ suspicion_measures('year_end_spike') }}

),

-- the last month of the year against the largest earlier month of the household in that year
compared as (

    select
        streams.household_id,
        streams.month,
        measures.kind,
        measures.measure,
        measures.threshold,
        measures.points,
        measures.min_figures,
        streams.net_income as amount,
        count(*) as earlier_months,
        max(earlier.net_income) as base
    from streams
    inner join months
        on
            streams.month = months.month
            and months.month = months.year_end_month
    inner join measures on {{ in_force('measures', 'streams.month') }}
    inner join streams as earlier
        on
            streams.household_id = earlier.household_id
            and streams.income_year = earlier.income_year
            and streams.month > earlier.month
            and streams.month
            < (earlier.month + make_interval(months => measures.window_months))::date
    where {{ touched('streams.month') }}
    group by
        streams.household_id, streams.month, measures.kind, measures.measure,
        measures.threshold, measures.points, measures.min_figures, streams.net_income

),

final as (

    select
        household_id,
        month,
        kind,
        measure,
        amount / base as observed,
        threshold,
        points
    from compared
    where
        earlier_months >= min_figures
        and base > 0
        and amount >= threshold * base

)

select * from final
