{{ config(materialized='incremental') }}

with months as (

    select * from {{ ref('int_months') }}
    where {{ touched('month') }}

),

reporting_units as (

    select
        units.*,
        register.county_code
    from {{ ref('reporting_units') }} as units
    inner join {{ ref('division_register') }} as register
        on units.village_code = register.division_code

),

submission as (

    select * from {{ ref('int_submission_version') }}

),

households as (

    select
        to_date.month,
        to_date.village_code,
        count(*)::integer as households_expected,
        count(to_date.month_net_income)::integer as households_reported
    from {{ ref('int_household_ytd') }} as to_date
    where
        to_date.is_population
        and {{ touched('to_date.month') }}
    group by to_date.month, to_date.village_code

),

final as (

    select
        reporting_units.village_code,
        reporting_units.county_code,
        months.month,
        months.income_year,
        households.village_code is not null as expected,
        submission.village_code is not null as received,
        coalesce(
            {{ business_day('submission.first_received_at') }} <= months.submission_due_on, false
        ) as on_time,
        months.submission_due_on as due_date,
        submission.first_received_at,
        submission.current_received_at,
        submission.first_load_id,
        submission.current_load_id,
        coalesce(submission.versions, 0) as versions,
        coalesce(submission.rows_received, 0) as rows_received,
        coalesce(submission.rows_accepted, 0) as rows_accepted,
        coalesce(submission.rows_rejected, 0) as rows_rejected,
        coalesce(households.households_expected, 0) as households_expected,
        coalesce(households.households_reported, 0) as households_reported
    from months
    inner join reporting_units on {{ in_force('reporting_units', 'months.month') }}
    left join households
        on
            months.month = households.month
            and reporting_units.village_code = households.village_code
    left join submission
        on
            months.month = submission.month
            and reporting_units.village_code = submission.village_code

)

select * from final
