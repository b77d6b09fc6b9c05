{{ config(meta={'made_new': 'by_month', 'published_indexes': [['month']]}) }}

with submission_status as (

    select * from {{ ref('int_submission_status') }}
    where {{ touched('month') }}

),

final as (

    select
        village_code,
        county_code,
        month,
        income_year,
        expected,
        received,
        on_time,
        due_date,
        first_received_at,
        current_received_at,
        versions,
        rows_received,
        rows_accepted,
        rows_rejected,
        households_expected,
        households_reported
    from submission_status

)

select * from final
