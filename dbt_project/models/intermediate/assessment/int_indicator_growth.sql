{{ config(
    materialized='incremental',
    meta={'month_column': 'as_of_month'},
) }}

with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

),

evidence as (

    select * from {{ ref('int_evidence_growth') }}
    where {{ touched('as_of_month') }}

),

counted as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        {{ mean_of('evidence.numerator') }} as numerator,
        {{ mean_of('evidence.denominator') }} as denominator
    from county
    left join evidence
        on
            county.as_of_month = evidence.as_of_month
            and county.county_code = evidence.county_code
    group by county.assessment_year, county.as_of_month, county.county_code

),

ratio as (

    {{ indicator_rows('growth') }}

),

final as (

    select
        assessment_year,
        as_of_month,
        county_code,
        indicator,
        numerator,
        denominator,
        {{ settled_share('value - 1') }} as value
    from ratio

)

select * from final
