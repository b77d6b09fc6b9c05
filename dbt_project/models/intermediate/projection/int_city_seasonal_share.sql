{{ config(
    materialized='incremental',
    meta={'year_column': 'income_year'},
) }}

-- every projected year, with the season of the year before
with years as (

    select distinct income_year from {{ ref('int_months') }}
    where {{ touched_year('income_year') }}

),

household_ytd as not materialized (

    select * from {{ ref('int_household_ytd') }}
    where income_year in (select years.income_year - 1 from years)

),

full_years as (

    select
        household_id,
        income_year
    from household_ytd
    where
        month_of_year = 12
        and months_reported = 12

),

city_sums as (

    select
        household_ytd.income_year,
        {%- for stream in income_streams() %}
        sum(household_ytd.{{ stream }}) as {{ stream }},
        {%- endfor %}
        household_ytd.month_of_year
    from household_ytd
    inner join full_years
        on
            household_ytd.household_id = full_years.household_id
            and household_ytd.income_year = full_years.income_year
    group by household_ytd.income_year, household_ytd.month_of_year

),

cumulated as (

    select
        city_sums.income_year,
        city_sums.month_of_year,
        stream.stream,
        stream.amount
    from city_sums
    cross join
        lateral (
            values
            {%- for stream in income_streams() %}
            ('{{ stream }}', city_sums.{{ stream }}){{ ',' if not loop.last }}
            {%- endfor %}
        ) as stream (stream, amount)

),

spine as (

    select
        years.income_year,
        elapsed.month_of_year,
        stream.stream
    from years
    cross join generate_series(1, 12) as elapsed (month_of_year)
    cross join unnest(array{{ income_streams() }}) as stream (stream)

),

final as (

    select
        spine.income_year,
        spine.month_of_year,
        spine.stream,
        -- equal months if no household reported all months or the total is 0
        case
            when coalesce(year_total.amount, 0) = 0 then spine.month_of_year::numeric / 12
            else cumulated.amount / year_total.amount
        end as share
    from spine
    left join cumulated
        on
            spine.income_year = cumulated.income_year + 1
            and spine.month_of_year = cumulated.month_of_year
            and spine.stream = cumulated.stream
    left join cumulated as year_total
        on
            spine.income_year = year_total.income_year + 1
            and spine.stream = year_total.stream
            and year_total.month_of_year = 12

)

select * from final
