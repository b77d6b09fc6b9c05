{{ config(materialized='view') }}

with small_loan as (

    select * from {{ ref('int_small_loan') }}
    where overdue > 0

),

final as (

    select
        contract_no as subject_key,
        month,
        household_id,
        person_id,
        null::text as county_code,
        null::text as village_code,
        overdue as amount
    from small_loan

)

select * from final
