{{ config(materialized='ephemeral') }}

with evidence as (

    select * from {{ ref('int_evidence_jobs_kept') }}

),

county as (

    select
        assessed.*,
        kept.indicator
    from {{ ref('int_assessed_county') }} as assessed
    cross join (values ('jobs_kept'), ('public_posts_kept')) as kept (indicator)

),

-- a county without evidence rows has null values
counted as (

    select
        assessment_year,
        as_of_month,
        county_code,
        indicator,
        numerator,
        denominator,
        mean_over
    from evidence

    union all

    select
        assessment_year,
        as_of_month,
        county_code,
        indicator,
        null as numerator,
        null as denominator,
        null as mean_over
    from county

),

persons as (

    select
        assessment_year,
        as_of_month,
        county_code,
        indicator,
        {{ mean_of('numerator') }} as numerator,
        {{ mean_of('denominator') }} as denominator
    from counted
    group by assessment_year, as_of_month, county_code, indicator

),

final as (

    select
        assessment_year,
        as_of_month,
        county_code,
        indicator,
        numerator,
        denominator,
        numerator / nullif(denominator, 0) as value
    from persons

)

select * from final
