{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'as_of_month'},
) }}

{%- set kept = {'jobs_kept': 'jobs', 'public_posts_kept': 'public_posts'} -%}
with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

),

jobs_month as (

    select * from {{ ref('int_county_jobs_month') }}

),

this_year as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        avg(jobs_month.jobs) as jobs,
        avg(jobs_month.public_posts) as public_posts
    from county
    left join jobs_month
        on
            county.county_code = jobs_month.county_code
            and county.assessment_year = jobs_month.income_year
            and county.month_of_year >= jobs_month.month_of_year
    group by county.assessment_year, county.as_of_month, county.county_code

),

-- the same months of the year before, over its own months with a file
year_before as (

    select
        county.as_of_month,
        county.county_code,
        avg(jobs_month.jobs) as jobs,
        avg(jobs_month.public_posts) as public_posts
    from county
    left join jobs_month
        on
            county.county_code = jobs_month.county_code
            and county.assessment_year = jobs_month.income_year + 1
            and county.month_of_year >= jobs_month.month_of_year
    group by county.as_of_month, county.county_code

),
{% for indicator, column in kept.items() %}
{{ column }}_counted as (

    select
        this_year.assessment_year,
        this_year.as_of_month,
        this_year.county_code,
        this_year.{{ column }} as numerator,
        year_before.{{ column }} as denominator
    from this_year
    inner join year_before
        on
            this_year.as_of_month = year_before.as_of_month
            and this_year.county_code = year_before.county_code

),
{% endfor %}
final as (

    {{ indicator_rows('jobs_kept', 'jobs_counted') }}

    union all

    {{ indicator_rows('public_posts_kept', 'public_posts_counted') }}

)

select * from final
