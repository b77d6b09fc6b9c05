{{ config(
    materialized='incremental',
    meta={'month_column': 'as_of_month'},
) }}

with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

),

household_year as (

    select * from {{ ref('int_household_year') }}
    where {{ touched_year('income_year') }}

),

-- A month of a year speaks for the months after it in which the household is off the roster.
household_ytd as (

    select
        *,
        lead(month_of_year, 1, 13) over (
            partition by household_id, income_year order by month
        ) as next_month_of_year
    from {{ ref('int_household_ytd') }}
    where
        months_reported > 0
        and {{ touched_year('income_year', 1) }}

),

-- a finished year: what both years came to
finished as (

    select
        county.as_of_month,
        county.county_code,
        this_year.net_income,
        this_year.annual_members,
        this_year.prior_net_income,
        this_year.prior_annual_members
    from county
    inner join household_year as this_year
        on
            county.assessment_year = this_year.income_year
            and county.county_code = this_year.county_code
    where
        county.is_year_end
        and this_year.is_population
        and this_year.has_data
        and this_year.prior_net_income is not null

),

-- an unfinished one: its months so far and the same months of the year before
unfinished as (

    select
        county.as_of_month,
        county.county_code,
        this_year.net_income,
        this_year.annual_members,
        year_before.net_income as prior_net_income,
        year_before.annual_members as prior_annual_members
    from county
    inner join household_ytd as this_year
        on
            county.as_of_month = this_year.month
            and county.county_code = this_year.county_code
    inner join household_ytd as year_before
        on
            this_year.household_id = year_before.household_id
            and this_year.income_year = year_before.income_year + 1
            and this_year.month_of_year >= year_before.month_of_year
            and this_year.month_of_year < year_before.next_month_of_year
    where
        not county.is_year_end
        and this_year.is_population

),

compared as (

    select * from finished
    union all
    select * from unfinished

),

-- per capita compared without dividing: a quotient could round past the bound
counted as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        count(*) filter (
            where
            compared.net_income * compared.prior_annual_members
            < compared.prior_net_income * compared.annual_members
        ) as numerator,
        count(compared.net_income) as denominator
    from county
    left join compared
        on
            county.as_of_month = compared.as_of_month
            and county.county_code = compared.county_code
    group by county.assessment_year, county.as_of_month, county.county_code

),

final as (

    {{ indicator_rows('decreased_share') }}

)

select * from final
