{{ config(
    materialized='incremental',
    meta={'month_column': 'as_of_month'},
) }}

with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

),

submission_status as (

    select * from {{ ref('int_submission_status') }}
    where expected

),

counted as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        count(*) filter (where submission_status.on_time) as numerator,
        count(*) as denominator
    from county
    inner join submission_status
        on
            county.county_code = submission_status.county_code
            and county.assessment_year = submission_status.income_year
            and county.as_of_month >= submission_status.month
    group by county.assessment_year, county.as_of_month, county.county_code

),

final as (

    {{ indicator_rows('on_time') }}

)

select * from final
