{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'household_id']}],
) }}

with

accepted as (
    {{ accepted_rows('village_feedback') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        unit as village_code,
        cell.code(household_id) as household_id,
        cell.text(warning_rule) as rule,
        cell.day(verified_on) as verified_on,
        cell.text(result) as result,
        {{ known_reason('reason') }} as reason,
        cell.text(measure) as measure,
        cell.day(measure_on) as measure_on,
        cell.text(handling_status) as handling_status,
        received_at
    from accepted
)

select * from final
