with submission as (

    select * from {{ ref('int_submission_status') }}
    where expected

),

closure as (

    select * from {{ ref('int_division_closure') }}

),

years as materialized (

    select
        income_year,
        {{ add_months('month', -12) }} as last_like_month,
        month = year_end_month as is_finished,
        {{ policy('coverage_gate', 'month') }} as coverage_gate
    from {{ ref('int_months') }}
    where is_latest_of_year

),

-- a county whose year stands in the annual table: no village report counts for it
annual_counties as (

    select distinct
        income_year,
        county_code
    from {{ ref('int_income_detail') }}

),

-- of the year before the like months, as long as the year has not ended (rules.md, Income)
village_months as (

    select
        submission.village_code,
        years.income_year,
        1 as expected,
        submission.received::integer as received,
        0 as prior_expected,
        0 as prior_received
    from years
    inner join submission on years.income_year = submission.income_year
    left join annual_counties
        on
            years.income_year = annual_counties.income_year
            and submission.county_code = annual_counties.county_code
    where annual_counties.county_code is null

    union all

    select
        submission.village_code,
        years.income_year,
        0 as expected,
        0 as received,
        1 as prior_expected,
        submission.received::integer as prior_received
    from years
    inner join submission
        on
            years.income_year - 1 = submission.income_year
            and years.last_like_month >= submission.month
    left join annual_counties
        on
            years.is_finished
            and years.income_year - 1 = annual_counties.income_year
            and submission.county_code = annual_counties.county_code
    where annual_counties.county_code is null

),

final as (

    select
        closure.division_code,
        village_months.income_year,
        sum(village_months.expected)::integer as village_months_expected,
        sum(village_months.received)::integer as village_months_received,
        sum(village_months.prior_expected)::integer as prior_village_months_expected,
        sum(village_months.prior_received)::integer as prior_village_months_received,
        years.coverage_gate
    from village_months
    inner join closure on village_months.village_code = closure.leaf_code
    inner join years on village_months.income_year = years.income_year
    group by closure.division_code, village_months.income_year, years.coverage_gate

)

select * from final
