{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('insurance_policy') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        cell.code(policy_no) as policy_no,
        citizen_id_token,
        cell.money(insured_area) as insured_area,
        cell.money(insured_count) as insured_count,
        cell.text(insured_object) as insured_object,
        cell.money(sum_insured) as sum_insured,
        cell.money(premium) as premium,
        cell.money(own_premium) as own_premium,
        cell.money(central_subsidy) as central_subsidy,
        cell.money(province_subsidy) as province_subsidy,
        cell.money(city_subsidy) as city_subsidy,
        cell.money(county_subsidy) as county_subsidy,
        cell.money(other_subsidy) as other_subsidy
    from accepted
)

select * from final
