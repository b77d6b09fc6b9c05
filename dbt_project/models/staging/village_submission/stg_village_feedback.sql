{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'household_id']}],
) }}

with

accepted as (
    {{ accepted_rows('village_feedback') }}
),

-- what an answer may name in Chinese
named as (
    select
        code,
        name_zh
    from {{ ref('warning_rules') }}

    union all

    select
        code,
        name_zh
    from {{ ref('worklists') }}
),

-- texts in which names of people are masked
shown_measures as (
    select
        load_id,
        row_number,
        shown
    from {{ source('ops', 'shown_text') }}
    where
        edition = '{{ var("edition") }}'
        and place = 'village_feedback.measure'
),

final as (
    select
        accepted.load_id,
        accepted.row_number,
        accepted.month,
        accepted.unit as village_code,
        cell.code(accepted.household_id) as household_id,
        coalesce(named.code, cell.text(accepted.warning_rule)) as rule,
        cell.day(accepted.verified_on) as verified_on,
        cell.text(accepted.result) as result,
        {{ known_reason('accepted.reason') }} as reason,
        coalesce(shown_measures.shown, cell.text(accepted.measure)) as measure,
        cell.day(accepted.measure_on) as measure_on,
        cell.text(accepted.handling_status) as handling_status,
        accepted.received_at
    from accepted
    left join shown_measures
        on
            accepted.load_id = shown_measures.load_id
            and accepted.row_number = shown_measures.row_number
    left join named on cell.text(accepted.warning_rule) = named.name_zh
)

select * from final
