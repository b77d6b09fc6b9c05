{{ config(materialized='view') }}

with small_loan as (

    select * from {{ ref('int_small_loan') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
waited as materialized (

    select
        month,
        month_end_on - {{ policy('loan_wait_days', 'months.month') }}::integer as last_applied_on
    from {{ ref('int_months') }} as months

),

applied as (

    select
        small_loan.month,
        small_loan.household_id,
        min(small_loan.applied_on) as applied_on
    from small_loan
    inner join waited on small_loan.month = waited.month
    where
        small_loan.list_status = '符合条件'
        and small_loan.applied_on <= waited.last_applied_on
    group by small_loan.month, small_loan.household_id

),

final as (

    select
        applied.household_id as subject_key,
        applied.month,
        applied.household_id,
        null::text as person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from applied
    where
        not exists (
            select 1
            from small_loan
            where
                small_loan.contract_no is not null
                and applied.month = small_loan.month
                and applied.household_id = small_loan.household_id
                and applied.applied_on <= small_loan.drawn_on
        )

)

select * from final
