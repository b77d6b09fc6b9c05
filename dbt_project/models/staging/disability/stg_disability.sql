{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('disability') }}
),

disability_classes as (
    select * from {{ ref('disability_classes') }}
),

disability_levels as (
    select * from {{ ref('disability_levels') }}
),

final as (
    select
        accepted.load_id,
        accepted.row_number,
        accepted.month,
        accepted.certificate_token as citizen_id_token,
        disability_classes.code::integer as disability_class,
        disability_levels.code::integer as disability_level,
        cell.money(accepted.living_allowance) as living_allowance,
        cell.money(accepted.nursing_allowance) as nursing_allowance
    from accepted
    left join disability_classes on cell.text(accepted.disability_class) = disability_classes.name
    left join disability_levels on cell.text(accepted.disability_level) = disability_levels.name
)

select * from final
