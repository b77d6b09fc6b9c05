{{ config(meta={'made_new': 'by_month', 'published_indexes': [['month']]}) }}

with candidate as (

    select * from {{ ref('int_focus_candidate') }}
    where {{ touched('month') }}

),

explanation as (

    select * from {{ ref('int_household_explanation_month') }}
    where {{ touched('month') }}

),

fallen_stream as (

    select
        household_id,
        month,
        list,
        string_agg(stream, ', ' order by change asc, stream asc) as fallen_streams,
        (array_agg(stream order by change asc, stream asc))[1] as largest_fall_stream,
        -min(change) as largest_fall
    from {{ ref('int_focus_stream') }}
    where
        change < 0
        and {{ touched('month') }}
    group by household_id, month, list

),

-- Splits the per-capita change into two parts that sum to it: the change of income at the head
-- count before, then the change of head count at the income after.
effects as (

    select
        *,
        net_before / members_before as per_capita_before,
        net_after / members_after as per_capita_after,
        (net_after - net_before) / members_before as income_effect,
        net_after / members_after - net_after / members_before as head_count_effect
    from candidate

),

final as (

    select
        effects.household_id,
        effects.month,
        effects.list,
        effects.income_year,
        effects.county_code,
        explanation.reason,
        explanation.reason_from,
        explanation.measure,
        effects.per_capita_before,
        effects.per_capita_after,
        effects.income_effect,
        effects.head_count_effect,
        case
            when effects.income_effect + effects.head_count_effect >= 0 then null
            when effects.income_effect <= effects.head_count_effect then 'income'
            when effects.head_count_effect < effects.income_effect then 'head_count'
        end as fall_from,
        fallen_stream.fallen_streams,
        fallen_stream.largest_fall_stream,
        fallen_stream.largest_fall
    from effects
    left join explanation
        on
            effects.household_id = explanation.household_id
            and effects.month = explanation.month
    left join fallen_stream
        on
            effects.household_id = fallen_stream.household_id
            and effects.month = fallen_stream.month
            and effects.list = fallen_stream.list

)

select * from final
