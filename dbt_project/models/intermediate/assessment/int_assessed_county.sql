with assessment_month as (

    select * from {{ ref('int_assessment_month') }}

),

monthly_population as (

    select distinct
        month as as_of_month,
        county_code
    from {{ ref('int_household_month') }}
    where is_population

),

-- for years before the first roster: the households of income_detail
annual_population as (

    select distinct
        {{ year_last_month('income_year') }} as as_of_month,
        county_code
    from {{ ref('int_household_year') }}
    where is_population

),

population as (

    select * from monthly_population

    union

    select * from annual_population

),

final as (

    select
        assessment_month.as_of_month,
        assessment_month.assessment_year,
        assessment_month.month_of_year,
        assessment_month.month_end_on,
        assessment_month.is_year_end,
        assessment_month.is_latest_of_year,
        population.county_code
    from assessment_month
    inner join population on assessment_month.as_of_month = population.as_of_month

)

select * from final
