{{ config(
    materialized='incremental',
    meta={'month_column': 'as_of_month'},
) }}

with county as (

    select
        *,
        {{ policy('low_income_line', 'assessed.as_of_month') }} as line
    from {{ ref('int_assessed_county') }} as assessed
    where {{ touched('assessed.as_of_month') }}

),

household_year as (

    select * from {{ ref('int_household_year') }}
    where {{ touched_year('income_year', 1) }}

),

projection as (

    select * from {{ ref('int_household_projection') }}
    where {{ touched('as_of_month') }}

),

-- a finished year: what it came to
finished as (

    select
        county.as_of_month,
        county.county_code,
        this_year.household_type,
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

),

-- an unfinished one as projected: its months so far are no year's income
unfinished as (

    select
        county.as_of_month,
        county.county_code,
        projection.household_type,
        projection.projected_net as net_income,
        projection.annual_members,
        last_year.net_income as prior_net_income,
        last_year.annual_members as prior_annual_members
    from county
    inner join projection
        on
            county.as_of_month = projection.as_of_month
            and county.county_code = projection.county_code
    inner join household_year as last_year
        on
            projection.household_id = last_year.household_id
            and projection.income_year = last_year.income_year + 1
    where not county.is_year_end

),

compared as (

    select * from finished
    union all
    select * from unfinished

),

-- 脱贫户 below the line in the year before; per capita compared without dividing
counted as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        count(*) filter (where compared.net_income >= county.line * compared.annual_members)
            as numerator,
        count(compared.net_income) as denominator
    from county
    left join compared
        on
            county.as_of_month = compared.as_of_month
            and county.county_code = compared.county_code
            and compared.household_type = '脱贫户'
            and compared.prior_net_income < county.line * compared.prior_annual_members
    group by county.assessment_year, county.as_of_month, county.county_code

),

final as (

    {{ indicator_rows('lifted_share') }}

)

select * from final
