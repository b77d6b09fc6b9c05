{{ config(materialized='view') }}

with contract as (

    select * from {{ ref('stg_land_shares') }}
    where due_amount > paid_amount

),

months as (

    select * from {{ ref('int_months') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

final as (

    select
        contract.county_code || '|' || contract.contract_no as subject_key,
        contract.month,
        person_month.household_id,
        person_month.person_id,
        contract.county_code,
        contract.village_code,
        contract.due_amount - contract.paid_amount as amount
    from contract
    inner join months
        on
            contract.month = months.month
            and contract.due_on <= months.month_end_on
    inner join person_month
        on
            contract.month = person_month.month
            and contract.citizen_id_token = person_month.citizen_id_token

)

select * from final
