{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('land_shares') }}
),

counties_in_force as (
    {{ counties_in_force('land_shares') }}
),

typed as materialized (
    select
        load_id,
        row_number,
        month,
        left(cell.code(village_code), 6) as county_code,
        cell.code(contract_no) as contract_no,
        cell.code(village_code) as village_code,
        citizen_id_token,
        cell.text(kind) as kind,
        cell.money(area) as area,
        cell.day(valid_from) as valid_from,
        cell.end_day(valid_to) as valid_to,
        cell.money(due_amount) as due_amount,
        cell.day(due_on) as due_on,
        cell.money(paid_amount) as paid_amount,
        cell.day(paid_on) as paid_on
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
