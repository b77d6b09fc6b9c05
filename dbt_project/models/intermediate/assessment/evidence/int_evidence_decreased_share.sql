{{ config(materialized='view') }}

-- `not materialized`, here and below, lets PostgreSQL push a filter on months down.
with county as not materialized (

    select * from {{ ref('int_assessed_county') }}

),

household_year as (

    select * from {{ ref('int_household_year') }}

),

household_ytd as not materialized (

    select * from {{ ref('int_household_ytd') }}
    where months_reported > 0

),

-- a finished year: the net income of both years
finished as (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        this_year.village_code,
        this_year.household_id,
        this_year.net_income,
        this_year.annual_members,
        this_year.prior_net_income,
        this_year.prior_annual_members,
        null::date as through_month,
        null::date as prior_through_month
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

-- An unfinished year: its months so far and the same months of the year before. For a household no
-- longer on the roster, its last month on the roster is used.
unfinished as (

    select
        this_year.month as as_of_month,
        county.assessment_year,
        county.county_code,
        this_year.village_code,
        this_year.household_id,
        this_year.net_income,
        this_year.annual_members,
        year_before.net_income as prior_net_income,
        year_before.annual_members as prior_annual_members,
        this_year.month as through_month,
        year_before.month as prior_through_month
    from county
    inner join household_ytd as this_year
        on
            county.as_of_month = this_year.month
            and county.county_code = this_year.county_code
    inner join
        lateral (
            select
                earlier.household_id,
                earlier.month,
                earlier.net_income,
                earlier.annual_members
            from household_ytd as earlier
            where
                earlier.household_id = this_year.household_id
                and earlier.income_year = this_year.income_year - 1
                and earlier.month_of_year <= this_year.month_of_year
            order by earlier.month_of_year desc
            limit 1
        ) as year_before
        on this_year.household_id = year_before.household_id
    where
        not county.is_year_end
        and this_year.is_population

),

compared as (

    select * from finished
    union all
    select * from unfinished

),

-- compares products, not quotients: a rounded quotient could cross the bound
counted as (

    select
        *,
        net_income * prior_annual_members < prior_net_income * annual_members as is_decreased
    from compared

),

final as (

    {{ compared_income_rows('decreased_share', 'is_decreased') }}

)

select * from final
