with household_year as (

    select * from {{ ref('int_household_year') }}

),

to_date as (

    select * from {{ ref('int_household_ytd') }}

),

unfinished_year as (

    select
        income_year,
        year_before_month
    from {{ ref('int_months') }}
    where
        is_latest_month
        and month < year_end_month

),

-- An unfinished year is compared with the same months of the year before.
same_months_of_prior_year as (

    select distinct on (to_date.household_id)
        to_date.household_id,
        unfinished_year.income_year,
        to_date.annual_members,
        to_date.net_income
    from unfinished_year
    inner join to_date
        on
            unfinished_year.income_year = to_date.income_year + 1
            and unfinished_year.year_before_month >= to_date.month
    order by to_date.household_id asc, to_date.month desc

),

final as (

    select
        household_year.household_id,
        household_year.income_year,
        household_year.village_code,
        household_year.county_code,
        household_year.is_population,
        household_year.has_data,
        household_year.annual_members,
        household_year.share_heard,
        household_year.net_income,
        unfinished_year.income_year is null as is_finished,
        case
            when unfinished_year.income_year is null then household_year.prior_annual_members
            else same_months.annual_members
        end as prior_annual_members,
        case
            when unfinished_year.income_year is null then household_year.prior_net_income
            else same_months.net_income
        end as prior_net_income
    from household_year
    left join unfinished_year on household_year.income_year = unfinished_year.income_year
    left join same_months_of_prior_year as same_months
        on
            household_year.household_id = same_months.household_id
            and household_year.income_year = same_months.income_year

)

select * from final
