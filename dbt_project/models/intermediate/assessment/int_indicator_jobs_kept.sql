{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'as_of_month'},
) }}

with county as (

    select
        assessed.*,
        kept.indicator
    from {{ ref('int_assessed_county') }} as assessed
    cross join (values ('jobs_kept'), ('public_posts_kept')) as kept (indicator)
    where {{ touched('assessed.as_of_month') }}

),

evidence as (

    select * from {{ ref('int_evidence_jobs_kept') }}
    where {{ touched('as_of_month') }}

),

counted as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        county.indicator,
        {{ mean_of('evidence.numerator') }} as numerator,
        {{ mean_of('evidence.denominator') }} as denominator
    from county
    left join evidence
        on
            county.as_of_month = evidence.as_of_month
            and county.county_code = evidence.county_code
            and county.indicator = evidence.indicator
    group by county.assessment_year, county.as_of_month, county.county_code, county.indicator

),

jobs as (

    select * from counted
    where indicator = 'jobs_kept'

),

public_posts as (

    select * from counted
    where indicator = 'public_posts_kept'

),

final as (

    {{ indicator_rows('jobs_kept', 'jobs') }}

    union all

    {{ indicator_rows('public_posts_kept', 'public_posts') }}

)

select * from final
