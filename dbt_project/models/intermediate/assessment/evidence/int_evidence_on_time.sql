{{ config(materialized='view') }}

with county as (

    select * from {{ ref('int_assessed_county') }}

),

submission_status as (

    select * from {{ ref('int_submission_status') }}
    where expected

),

final as (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        'on_time' as indicator,
        submission_status.village_code,
        null::text as household_id,
        to_char(submission_status.month, 'YYYY-MM') as period,
        jsonb_build_object(
            'due_on', submission_status.due_date,
            'received_on', {{ business_day('submission_status.first_received_at') }}
        ) as facts,
        null::numeric as amount,
        submission_status.on_time::integer as numerator,
        1 as denominator,
        null::integer as mean_over,
        null::text as table_name,
        submission_status.first_load_id as load_id,
        null::integer as row_number,
        null::integer as income_year,
        null::date as through_month
    from county
    inner join submission_status
        on
            county.county_code = submission_status.county_code
            and county.assessment_year = submission_status.income_year
            and county.as_of_month >= submission_status.month

)

select * from final
