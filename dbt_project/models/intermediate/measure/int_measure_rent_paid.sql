{{ config(materialized='ephemeral') }}

with file_in_force as (

    select * from {{ ref('int_file_in_force') }}
    where feed = 'land_shares'

),

months as (

    select * from {{ ref('int_months') }}

),

contract as (

    select * from {{ ref('stg_land_shares') }}

),

counted as (

    select
        file_in_force.county_code,
        file_in_force.month,
        least(contract.paid_amount, contract.due_amount) as numerator,
        contract.due_amount as denominator
    from file_in_force
    inner join months on file_in_force.month = months.month
    inner join contract
        on
            file_in_force.file_month = contract.month
            and file_in_force.county_code = contract.county_code
            and months.month_end_on >= contract.due_on

),

final as (

    {{ measure_rows('rent_paid') }}

)

select * from final
