-- Values of the measures' indicators, and of those of the assessment that complete a measure's card,
-- by division over two years up to a month. The city's are sums over its counties, as in
-- measure_status.
with beside as (
    select
        county_code as division_code,
        as_of_month as month,
        indicator,
        numerator,
        denominator
    from marts.county_indicator_month
    where applicable and indicator = any(:beside)
    union all
    select
        left(county_code, 4) as division_code,
        as_of_month as month,
        indicator,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from marts.county_indicator_month
    where applicable and indicator = any(:beside)
    group by left(county_code, 4), as_of_month, indicator
),

beside_valued as (
    select
        now.*,
        now.numerator / nullif(now.denominator, 0) as value,
        before.numerator / nullif(before.denominator, 0) as previous_value
    from beside as now
    left join beside as before
        on
            now.division_code = before.division_code
            and now.indicator = before.indicator
            and before.month = now.month - interval '12 months'
),

together as (
    select
        division_code,
        month,
        indicator,
        numerator,
        denominator,
        value,
        previous_value,
        target,
        file_month
    from marts.measure_status
    union all
    select
        division_code,
        month,
        indicator,
        numerator,
        denominator,
        value,
        previous_value,
        null as target,
        null as file_month
    from beside_valued
)

select * from together
where month between cast(:month as date) - interval '23 months' and :month
order by division_code, indicator, month
