{{ config(meta={'made_new': 'by_month'}) }}

with household_ytd as (

    select * from {{ ref('int_household_ytd') }}
    where {{ touched_year('income_year', 1) }}

),

income_detail as (

    select * from {{ ref('int_income_detail') }}
    where {{ touched_year('income_year', 1) }}

),

seasonal_share as (

    select * from {{ ref('int_city_seasonal_share') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
bounds as materialized (

    select
        month,
        {{ policy('projection_ratio_min', 'months.month') }} as ratio_min,
        {{ policy('projection_ratio_max', 'months.month') }} as ratio_max
    from {{ ref('int_months') }} as months

),

-- population households with at least one report in the year
projected_household as (

    select * from household_ytd
    where
        is_population
        and months_reported > 0
        and {{ touched('month') }}

),

full_year as (

    select * from household_ytd
    where
        month_of_year = 12
        and months_reported = 12

),

known as (

    select
        this_year.household_id,
        this_year.month as as_of_month,
        this_year.income_year,
        this_year.month_of_year,
        case
            when full_year.household_id is not null then 'monthly'
            when income_detail.household_id is not null then 'seasonal'
            else 'run_rate'
        end as method,
        stream.stream,
        stream.ytd,
        stream.own_ytd,
        coalesce(stream.own_total, stream.detail_total) as prior_total
    from projected_household as this_year
    left join full_year
        on
            this_year.household_id = full_year.household_id
            and this_year.income_year = full_year.income_year + 1
    left join household_ytd as same_months
        on
            full_year.household_id = same_months.household_id
            and full_year.income_year = same_months.income_year
            and this_year.month_of_year = same_months.month_of_year
    left join income_detail
        on
            this_year.household_id = income_detail.household_id
            and this_year.income_year = income_detail.income_year + 1
    cross join
        lateral (
            values
            {%- for stream in income_streams() %}
            (
                '{{ stream }}',
                this_year.{{ stream }},
                same_months.{{ stream }},
                full_year.{{ stream }},
                income_detail.{{ stream }}
            ){{ ',' if not loop.last }}
            {%- endfor %}
        ) as stream (stream, ytd, own_ytd, own_total, detail_total)

),

split as (

    select
        known.*,
        case known.method
            when 'monthly' then known.own_ytd
            when 'seasonal' then known.prior_total * seasonal_share.share
        end as prior_ytd,
        case known.method
            when 'monthly' then known.prior_total - known.own_ytd
            when 'seasonal' then known.prior_total * (1 - seasonal_share.share)
        end as rest
    from known
    left join seasonal_share
        on
            known.income_year = seasonal_share.income_year
            and known.month_of_year = seasonal_share.month_of_year
            and known.stream = seasonal_share.stream

),

final as (

    select
        split.household_id,
        split.as_of_month,
        split.income_year,
        split.month_of_year,
        split.stream,
        split.method,
        split.ytd,
        split.prior_ytd,
        split.rest,
        case
            when split.method = 'run_rate' then split.ytd * 12 / split.month_of_year
            when split.prior_ytd = 0 then split.ytd + split.rest
            else
                split.ytd + split.rest
                * least(greatest(split.ytd / split.prior_ytd, bounds.ratio_min), bounds.ratio_max)
        end as projected
    from split
    inner join bounds on split.as_of_month = bounds.month

)

select * from final
