{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('public_post') }}
),

counties_in_force as (
    {{ counties_in_force('public_post') }}
),

typed as materialized (
    select
        load_id,
        row_number,
        month,
        left(cell.code(village_code), 6) as county_code,
        cell.code(post_no) as post_no,
        cell.code(village_code) as village_code,
        cell.text(post_name) as post_name,
        cell.text(funding) as funding,
        citizen_id_token,
        cell.day(agreed_from) as agreed_from,
        cell.end_day(agreed_to) as agreed_to,
        cell.day(announced_on) as announced_on,
        cell.text(is_healthy) = '是' as is_healthy,
        cell.text(is_insured) = '是' as is_insured,
        cell.text(is_village_official) = '是' as is_village_official,
        cell.days(days_due) as days_due,
        cell.days(days_worked) as days_worked,
        cell.money(pay) as pay
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
