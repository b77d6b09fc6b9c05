{{ config(materialized='view') }}

with county as (

    select * from {{ ref('int_assessed_county') }}

),

submission_status as (

    select * from {{ ref('int_submission_status') }}

),

final as (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        'rows_accepted' as indicator,
        submission_status.village_code,
        null::text as household_id,
        to_char(submission_status.month, 'YYYY-MM') as period,
        jsonb_build_object(
            'rows_accepted', submission_status.rows_accepted,
            'rows_rejected', submission_status.rows_rejected
        ) as facts,
        null::numeric as amount,
        submission_status.rows_accepted as numerator,
        submission_status.rows_accepted + submission_status.rows_rejected as denominator,
        null::integer as mean_over,
        null::text as table_name,
        submission_status.current_load_id as load_id,
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
