{{ config(materialized='ephemeral') }}

with contract as (

    select * from {{ ref('int_small_loan') }}
    where
        is_population
        and contract_no is not null

),

counted as (

    select
        county_code,
        month,
        overdue as numerator,
        balance as denominator
    from contract

),

final as (

    {{ measure_rows('loan_overdue_rate') }}

)

select * from final
