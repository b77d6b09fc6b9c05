-- A year without a target is not assessed.
with county_growth as (

    select * from {{ ref('int_county_growth') }}
    where target_growth is not null

),

indicators as (

    select * from {{ ref('assessment_indicators') }}

),

indicator_value as (

    select * from {{ ref('int_county_indicator_value') }}

),

listed as (

    select
        county_growth.assessment_year,
        county_growth.as_of_month,
        county_growth.is_latest_of_year,
        county_growth.county_code,
        county_growth.target_growth,
        indicators.code as indicator,
        indicators.kind,
        indicators.max_points,
        indicators.full_at,
        indicators.zero_at,
        indicators.unit_per_point,
        indicators.when_none,
        indicator_value.numerator,
        indicator_value.denominator,
        indicator_value.value
    from county_growth
    inner join indicators
        on {{ in_force_in_year('indicators', 'county_growth.assessment_year') }}
    left join indicator_value
        on
            county_growth.as_of_month = indicator_value.as_of_month
            and county_growth.county_code = indicator_value.county_code
            and indicators.code = indicator_value.indicator

),

-- Linear between the bounds. Computed from numerator and denominator, because their rounded
-- quotient could cross half a cent. when_none `zero` gives no points for 0 / 0; a county without a
-- row is not applicable. Kind `target` loses one point per unit below the target.
measured as (

    select
        *,
        case
            when value is null and when_none = 'full' then max_points
            when value is null and when_none = 'zero' and denominator = 0 then 0
            when value is null then null
            when kind = 'target' then max_points - (target_growth - value) / unit_per_point
            else
                max_points * (numerator - zero_at * denominator)
                / ((full_at - zero_at) * denominator)
        end as open_points
    from listed

),

final as (

    select
        assessment_year,
        as_of_month,
        is_latest_of_year,
        county_code,
        indicator,
        numerator,
        denominator,
        value,
        case
            when open_points is not null
                then round({{ settled('least(greatest(open_points, 0), max_points)') }}, 2)
        end as points,
        max_points,
        open_points is not null as applicable
    from measured

)

select * from final
