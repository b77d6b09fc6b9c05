{{ config(materialized='incremental') }}

with household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched_year('income_year', 1) }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched_year('income_year', 1) }}

),

-- months of which the household reported both this year's and last year's
pair as (

    select
        this_year.household_id,
        this_year.month,
        this_year.net_income,
        year_before.net_income as prior_net_income
    from streams as this_year
    inner join streams as year_before
        on
            this_year.household_id = year_before.household_id
            and year_before.month = {{ add_months('this_year.month', -12) }}
    where {{ touched_year('this_year.income_year') }}

),

-- the head count of the year before, as its last month on the roster knew it
year_before_members as (

    select distinct on (household_id, income_year)
        household_id,
        income_year + 1 as income_year,
        annual_members
    from household_month
    order by household_id asc, income_year asc, month desc

),

to_date as (

    select
        household_month.month,
        household_month.household_id,
        household_month.income_year,
        household_month.village_code,
        household_month.is_population,
        household_month.annual_members,
        (count(pair.month) over year_to_date)::integer as matched_months,
        sum(pair.net_income) over year_to_date as net_income,
        sum(pair.prior_net_income) over year_to_date as prior_net_income
    from household_month
    left join pair
        on
            household_month.month = pair.month
            and household_month.household_id = pair.household_id
    where {{ touched_year('household_month.income_year') }}
    window
        year_to_date as (
            partition by household_month.household_id, household_month.income_year
            order by household_month.month
        )

),

final as (

    select
        to_date.month,
        to_date.household_id,
        to_date.village_code,
        to_date.matched_months,
        to_date.net_income / to_date.annual_members as matched_per_capita,
        to_date.prior_net_income / year_before_members.annual_members as prior_matched_per_capita
    from to_date
    inner join year_before_members
        on
            to_date.household_id = year_before_members.household_id
            and to_date.income_year = year_before_members.income_year
    where
        to_date.is_population
        and to_date.matched_months > 0
        and {{ touched('to_date.month') }}

)

select * from final
