with division_month as (

    select * from {{ ref('int_division_month') }}
    where division_set = 'as_then'

),

submission as (

    select * from {{ ref('int_submission_status') }}
    where expected

),

closure as (

    select * from {{ ref('int_division_closure') }}

),

-- On-time rates are computed at each level as villages on time / villages expected.
villages as (

    select
        closure.division_code,
        submission.month,
        count(*)::integer as villages_expected,
        count(*) filter (where submission.received)::integer as villages_received,
        count(*) filter (where submission.on_time)::integer as villages_on_time
    from submission
    inner join closure on submission.village_code = closure.leaf_code
    group by closure.division_code, submission.month

),

final as (

    select
        {{ division_month_columns() }},
        coalesce(villages.villages_expected, 0) as villages_expected,
        coalesce(villages.villages_received, 0) as villages_received,
        coalesce(villages.villages_on_time, 0) as villages_on_time,
        villages.villages_on_time::numeric / villages.villages_expected as on_time_share
    from division_month
    left join villages
        on
            division_month.division_code = villages.division_code
            and division_month.month = villages.month

)

select * from final
