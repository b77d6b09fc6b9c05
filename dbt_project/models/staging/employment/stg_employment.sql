{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('employment') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        cell.code(person_id) as person_id,
        citizen_id_token,
        cell.text(is_working) = '是' as is_working,
        cell.text(channel) as channel,
        case
            when cell.text(monthly_income) is not null then cell.money(monthly_income)
        end as monthly_income,
        cell.whole(attendance_days) as attendance_days
    from accepted
)

select * from final
