{{ config(
    materialized='incremental',
    meta={'month_column': 'as_of_month'},
) }}

with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

),

candidate as (

    select * from {{ ref('int_focus_candidate') }}
    where
        list in ('decreased_last_year', 'below_line')
        and {{ touched('month') }}

),

explanation as (

    select * from {{ ref('int_household_explanation_month') }}

),

-- of the as-of month alone
counted as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        count(explanation.reason) as numerator,
        count(candidate.household_id) as denominator
    from county
    left join candidate
        on
            county.as_of_month = candidate.month
            and county.county_code = candidate.county_code
    left join explanation
        on
            candidate.household_id = explanation.household_id
            and candidate.month = explanation.month
    group by county.assessment_year, county.as_of_month, county.county_code

),

final as (

    {{ indicator_rows('reasons_recorded') }}

)

select * from final
