{{ config(materialized='ephemeral') }}

with evidence as (

    select * from {{ ref('int_evidence_growth') }}

),

county as (

    select * from {{ ref('int_assessed_county') }}

),

-- a county without evidence rows has null values
counted as (

    select
        assessment_year,
        as_of_month,
        county_code,
        numerator,
        denominator,
        mean_over
    from evidence

    union all

    select
        assessment_year,
        as_of_month,
        county_code,
        null as numerator,
        null as denominator,
        null as mean_over
    from county

),

per_capita as (

    select
        assessment_year,
        as_of_month,
        county_code,
        {{ mean_of('numerator') }} as numerator,
        {{ mean_of('denominator') }} as denominator
    from counted
    group by assessment_year, as_of_month, county_code

),

ratio as (

    {{ indicator_rows('growth', 'per_capita') }}

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
