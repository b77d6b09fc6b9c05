{{ config(materialized='view') }}

-- `not materialized`, here and below, lets PostgreSQL push a filter on months down.
with county as not materialized (

    select
        assessed.*,
        parameters.value as line
    from {{ ref('int_assessed_county') }} as assessed
    inner join {{ ref('policy_parameters') }} as parameters
        on
            parameters.code = 'low_income_line'
            and {{ in_force('parameters', 'assessed.as_of_month') }}

),

household_year as not materialized (

    select * from {{ ref('int_household_year') }}

),

projection as (

    select * from {{ ref('int_household_projection') }}

),

-- a finished year: its net income
finished as (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        county.line,
        this_year.village_code,
        this_year.household_id,
        this_year.household_type,
        this_year.net_income,
        this_year.annual_members,
        this_year.prior_net_income,
        this_year.prior_annual_members,
        null::date as through_month
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

-- an unfinished year: its projection, because its months so far are not the income of a year
unfinished as (

    select
        projection.as_of_month,
        county.assessment_year,
        county.county_code,
        county.line,
        projection.village_code,
        projection.household_id,
        projection.household_type,
        projection.projected_net as net_income,
        projection.annual_members,
        last_year.net_income as prior_net_income,
        last_year.annual_members as prior_annual_members,
        projection.as_of_month as through_month
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

-- 脱贫户 below the line in the year before; compares products, not quotients
counted as (

    select
        *,
        null::date as prior_through_month,
        net_income >= line * annual_members as is_lifted
    from compared
    where
        household_type = '脱贫户'
        and prior_net_income < line * prior_annual_members

),

final as (

    {{ compared_income_rows('lifted_share', 'is_lifted') }}

)

select * from final
