{{ config(
    materialized='incremental',
    meta={'month_column': 'as_of_month'},
) }}

with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

),

evidence as (

    select * from {{ ref('int_evidence_lifted_share') }}
    where {{ touched('as_of_month') }}

),

-- a county without any counts none of none
counted as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        coalesce(evidence.numerator, 0) as numerator,
        coalesce(evidence.denominator, 0) as denominator
    from county
    left join evidence
        on
            county.as_of_month = evidence.as_of_month
            and county.county_code = evidence.county_code

),

final as (

    {{ indicator_rows('lifted_share') }}

)

select * from final
