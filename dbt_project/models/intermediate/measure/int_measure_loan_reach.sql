{{ config(materialized='ephemeral') }}

with loan as (

    select * from {{ ref('int_small_loan') }}
    where is_population

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
wait as materialized (

    select
        month,
        month_end_on - {{ policy('loan_wait_days', 'months.month') }}::integer as last_day
    from {{ ref('int_months') }} as months

),

wanted as (

    select
        loan.county_code,
        loan.month,
        loan.household_id,
        min(loan.applied_on) as applied_on
    from loan
    inner join wait on loan.month = wait.month
    where
        loan.list_status = '符合条件'
        and loan.applied_on between date_trunc('year', loan.month) and wait.last_day
    group by loan.county_code, loan.month, loan.household_id

),

drawn as (

    select
        month,
        household_id,
        max(drawn_on) as drawn_on
    from loan
    where contract_no is not null
    group by month, household_id

),

counted as (

    select
        wanted.county_code,
        wanted.month,
        coalesce(drawn.drawn_on >= wanted.applied_on, false)::integer as numerator,
        1 as denominator
    from wanted
    left join drawn
        on
            wanted.month = drawn.month
            and wanted.household_id = drawn.household_id

),

final as (

    {{ measure_rows('loan_reach') }}

)

select * from final
