{{ config(materialized='incremental', indexes=[{'columns': ['load_id']}]) }}

with

accepted as (
    {{ accepted_rows('consumption') }}
),

counties_in_force as (
    {{ counties_in_force('consumption') }}
),

typed as materialized (
    select
        load_id,
        row_number,
        month,
        cell.code(unit_no) as unit_no,
        cell.text(unit_name) as unit_name,
        cell.code(county_code) as county_code,
        cell.text(canteen) as canteen,
        cell.code(represented_by) as represented_by,
        cell.money(purchases) as purchases,
        cell.share(reserved_share) as reserved_share,
        cell.money(reserved) as reserved,
        cell.money(completed) as completed,
        cell.money(union_purchases) as union_purchases,
        cell.money(other_purchases) as other_purchases
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
