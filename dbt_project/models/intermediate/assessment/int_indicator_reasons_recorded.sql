{{ config(materialized='ephemeral') }}

with evidence as (

    select * from {{ ref('int_evidence_reasons_recorded') }}

),

county as (

    select * from {{ ref('int_assessed_county') }}

),

-- a county without evidence rows has 0 / 0
counted as (

    select
        assessment_year,
        as_of_month,
        county_code,
        numerator,
        denominator
    from evidence

    union all

    select
        assessment_year,
        as_of_month,
        county_code,
        0 as numerator,
        0 as denominator
    from county

),

final as (

    {{ indicator_rows('reasons_recorded') }}

)

select * from final
