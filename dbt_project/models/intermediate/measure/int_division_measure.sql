with county_measure as (

    select * from {{ ref('int_county_measure') }}

),

city as (

    select division_code
    from {{ ref('division_register') }}
    where level = 'city'

),

indicators as (

    select * from {{ ref('measure_indicators') }}

),

targets as (

    select
        months.month,
        parameters.code,
        parameters.value
    from {{ ref('int_months') }} as months
    inner join {{ ref('policy_parameters') }} as parameters
        on {{ in_force('parameters', 'months.month') }}

),

-- the city is the sum of the counties in which the indicator is applicable
division as (

    select
        county_code as division_code,
        'county' as level,
        month,
        indicator,
        file_month,
        numerator,
        denominator,
        is_applicable
    from county_measure

    union all

    select
        city.division_code,
        'city' as level,
        county_measure.month,
        county_measure.indicator,
        max(county_measure.file_month) filter (where county_measure.is_applicable) as file_month,
        sum(county_measure.numerator) as numerator,
        sum(county_measure.denominator) as denominator,
        bool_or(county_measure.is_applicable) as is_applicable
    from county_measure
    cross join city
    group by city.division_code, county_measure.month, county_measure.indicator

),

final as (

    select
        division.division_code,
        division.level,
        division.month,
        indicators.measure,
        division.indicator,
        division.file_month,
        division.numerator,
        division.denominator,
        division.numerator / division.denominator as value,
        year_before.numerator / year_before.denominator as previous_value,
        case indicators.target_kind
            when 'elapsed' then targets.value * extract(month from division.file_month) / 12
            else targets.value
        end as target,
        indicators.better,
        division.is_applicable
    from division
    inner join indicators on division.indicator = indicators.indicator
    left join division as year_before
        on
            division.division_code = year_before.division_code
            and division.indicator = year_before.indicator
            and year_before.month = {{ add_months('division.month', -12) }}
    left join targets
        on
            division.month = targets.month
            and indicators.target = targets.code

)

select * from final
