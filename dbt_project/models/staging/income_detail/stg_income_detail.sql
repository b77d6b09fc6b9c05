{{ config(materialized='incremental', indexes=[{'columns': ['load_id']}]) }}

with

accepted as (
    {{ accepted_rows('income_detail') }}
),

counties_in_force as (
    {{ counties_in_force('income_detail') }}
),

typed as materialized (
    select
        load_id,
        row_number,
        period::integer as income_year,
        left(cell.code(village_code), 6) as county_code,
        cell.code(village_code) as village_code,
        cell.code(household_id) as household_id,
        head_name_masked,
        cell.whole(members) as members,
        cell.money(wage) as wage,
        cell.money(business) as business,
        cell.money(property) as property,
        cell.money(transfer) as transfer,
        cell.money(business_cost) as business_cost,
        cell.money(net_income) as net_income_declared,
        cell.money(out_of_pocket) as out_of_pocket,
        cell.money(insurance_claim) as insurance_claim
    from accepted
),

final as (
    select typed.*
    from typed
    inner join counties_in_force
        on
            typed.load_id = counties_in_force.load_id
            and typed.county_code = counties_in_force.county_code
)

select * from final
