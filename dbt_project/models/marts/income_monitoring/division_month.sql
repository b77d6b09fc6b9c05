with division_month as (

    select * from {{ ref('int_division_month') }}
    where division_set = 'as_then'

),

reporting as (

    select * from {{ ref('int_division_reporting') }}

),

grown as (

    select
        *,
        case
            when prior_ytd_per_capita > 0
                then {{ settled_share('ytd_per_capita / prior_ytd_per_capita - 1') }}
        end as ytd_growth
    from division_month

),

final as (

    select
        {{ division_month_columns() }},
        division_month.ytd_growth,
        division_month.ytd_growth - division_month.matched_growth as matched_gap,
        reporting.villages_expected,
        reporting.villages_received,
        reporting.villages_on_time,
        reporting.villages_on_time::numeric / nullif(reporting.villages_expected, 0)
            as on_time_share,
        reporting.village_months_expected,
        reporting.village_months_received,
        reporting.prior_village_months_expected,
        reporting.prior_village_months_received,
        reporting.is_comparable
    from grown as division_month
    inner join reporting
        on
            division_month.division_code = reporting.division_code
            and division_month.month = reporting.month

)

select * from final
