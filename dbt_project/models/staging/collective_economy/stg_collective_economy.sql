{{ config(materialized='incremental', indexes=[{'columns': ['load_id']}]) }}

with

accepted as (
    {{ accepted_rows('collective_economy') }}
),

counties_in_force as (
    {{ counties_in_force('collective_economy') }}
),

typed as materialized (
    select
        load_id,
        row_number,
        month,
        left(cell.code(village_code), 6) as county_code,
        cell.code(village_code) as village_code,
        cell.text(village_name) as village_name,
        cell.money(business_income) as business_income,
        cell.money(contract_income) as contract_income,
        cell.money(investment_income) as investment_income,
        cell.money(subsidy_income) as subsidy_income,
        cell.money(other_income) as other_income,
        cell.money(business_cost) as business_cost,
        cell.money(administration_cost) as administration_cost,
        cell.money(solar_income) as solar_income,
        cell.money(solar_posts) as solar_posts,
        cell.money(solar_works) as solar_works,
        cell.money(dividends) as dividends,
        cell.money(dividends_to_lifted) as dividends_to_lifted,
        cell.whole(lifted_households_paid) as lifted_households_paid
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
