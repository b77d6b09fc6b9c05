{{ config(materialized='view') }}

with small_loan as (

    select * from {{ ref('int_small_loan') }}
    where
        contract_no is not null
        and balance > 0

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
span as materialized (

    select
        month,
        month_end_on,
        month_end_on + {{ policy('loan_due_days', 'months.month') }}::integer as last_due_on
    from {{ ref('int_months') }} as months

),

final as (

    select
        small_loan.contract_no as subject_key,
        small_loan.month,
        small_loan.household_id,
        small_loan.person_id,
        null::text as county_code,
        null::text as village_code,
        small_loan.balance as amount
    from small_loan
    inner join span on small_loan.month = span.month
    where
        small_loan.due_on > span.month_end_on
        and small_loan.due_on <= span.last_due_on

)

select * from final
