{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('training_course') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        citizen_id_token,
        cell.text(course) as course,
        cell.text(kind) as kind,
        cell.day(started_on) as started_on,
        cell.day(ended_on) as ended_on,
        cell.text(is_completed) = '是' as is_completed,
        cell.text(is_certified) = '是' as is_certified,
        cell.text(has_job_after) = '是' as has_job_after
    from accepted
)

select * from final
