{{ config(meta={'made_new': 'by_month', 'rests_on_authorisations': true}) }}

with household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched_or_before('month', 14) }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched_or_before('month', 14) }}

),

-- Window frames are calendar months: a month off the roster is missing, but shifts no other month.
rolling as (

    select
        household_month.household_id,
        household_month.month,
        household_month.income_year,
        household_month.is_population,
        count(streams.month) over last_3 as months_3,
        sum(streams.net_income) over last_3 as net_3,
        sum(streams.rigid_spending) over last_3 as rigid_3,
        count(streams.month) over last_3_a_year_before as months_3_before,
        sum(streams.net_income) over last_3_a_year_before as net_3_before,
        count(streams.month) over last_12 as months_12,
        sum(streams.net_income) over last_12 as net_12
    from household_month
    left join streams
        on
            household_month.month = streams.month
            and household_month.household_id = streams.household_id
    window
        calendar as (
            partition by household_month.household_id order by household_month.month
        ),
        last_3 as (calendar range between interval '2 months' preceding and current row),
        last_3_a_year_before as (
            calendar range between interval '14 months' preceding and interval '12 months' preceding
        ),
        last_12 as (calendar range between interval '11 months' preceding and current row)

),

final as (

    select *
    from rolling
    where
        is_population
        and {{ touched('month') }}

)

select * from final
