with months as (

    select * from {{ ref('int_months') }}

),

final as (

    select
        months.month,
        months.income_year,
        calendar.day::date as day
    from months
    cross join
        lateral generate_series(
            months.month::timestamp, months.month_end_on::timestamp, interval '1 day'
        ) as calendar (day)

)

select * from final
