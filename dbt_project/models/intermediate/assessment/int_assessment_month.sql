with months as (

    select * from {{ ref('int_months') }}

),

monthly as (

    select
        month as as_of_month,
        income_year as assessment_year,
        month_of_year,
        month_end_on,
        month = year_end_month as is_year_end,
        is_latest_of_year
    from months

),

-- A year known only from income_detail is assessed as of its last month.
annual_years as (

    select distinct income_detail.income_year
    from {{ ref('int_income_detail') }} as income_detail
    left join months on income_detail.income_year = months.income_year
    where months.income_year is null

),

annual as (

    select
        {{ year_last_month('income_year') }} as as_of_month,
        income_year as assessment_year,
        12 as month_of_year,
        {{ add_months(year_last_month('income_year'), 1) }} - 1 as month_end_on,
        true as is_year_end,
        true as is_latest_of_year
    from annual_years

),

final as (

    select * from monthly

    union all

    select * from annual

)

select * from final
