{{ config(materialized='incremental') }}

with household_month as (

    select * from {{ ref('int_household_month') }}
    where
        is_population
        and {{ touched('month') }}

),

household_year as (

    select * from {{ ref('int_household_year') }}
    where has_data

),

projection as (

    select * from {{ ref('int_household_projection') }}
    where {{ touched('as_of_month') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
line as materialized (

    select
        month,
        {{ policy('low_income_line', 'months.month') }} as yuan
    from {{ ref('int_months') }} as months

),

-- the last finished year against the year before it
last_year as (

    select
        household_month.household_id,
        household_month.month,
        household_month.income_year,
        household_month.county_code,
        household_month.household_type,
        household_year.income_year as year_after,
        household_year.net_income as net_after,
        household_year.annual_members as members_after,
        household_year.prior_net_income as net_before,
        household_year.prior_annual_members as members_before
    from household_month
    inner join household_year
        on
            household_month.household_id = household_year.household_id
            and household_month.income_year = household_year.income_year + 1

),

-- the projection of this year against the last finished year
this_year as (

    select
        projection.household_id,
        projection.as_of_month as month,
        projection.income_year,
        projection.county_code,
        projection.household_type,
        projection.income_year as year_after,
        projection.projected_net as net_after,
        projection.annual_members as members_after,
        last_year.net_after as net_before,
        last_year.members_after as members_before
    from projection
    inner join last_year
        on
            projection.household_id = last_year.household_id
            and projection.as_of_month = last_year.month

),

-- compares products, not quotients: a rounded quotient could cross the bound
decreased_last_year as (

    select * from last_year
    where net_after * members_before < net_before * members_after

),

below_line as (

    select last_year.*
    from last_year
    inner join line on last_year.month = line.month
    where
        last_year.household_type = '脱贫户'
        and last_year.net_after < line.yuan * last_year.members_after

),

projected_decrease as (

    select * from this_year
    where net_after * members_before < net_before * members_after

),

final as (

    select
        *,
        'decreased_last_year' as list
    from decreased_last_year

    union all

    select
        *,
        'below_line' as list
    from below_line

    union all

    select
        *,
        'projected_decrease' as list
    from projected_decrease

)

select * from final
