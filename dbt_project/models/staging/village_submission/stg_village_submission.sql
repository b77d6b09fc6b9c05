{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'household_id']}],
) }}

with

accepted as (
    {{ accepted_rows('village_submission') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        unit as village_code,
        cell.code(household_id) as household_id,
        cell.whole(members) as members_declared,
        {% for item in submission_items() -%}
        cell.money({{ item }}) as {{ item }},
        {% endfor -%}
        {{ known_reason('reason') }} as reason,
        cell.day(visited_on) as visited_on,
        cell.text(remark) as remark
    from accepted
)

select * from final
