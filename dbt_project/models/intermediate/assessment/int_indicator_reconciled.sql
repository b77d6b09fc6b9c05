{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'as_of_month'},
) }}

with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

),

compared as (

    select
        county_code,
        month,
        income_year,
        count(*) filter (where status = 'match') as matching,
        count(*) as compared
    from {{ ref('int_reconciliation') }}
    group by county_code, month, income_year

),

counted as (

    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        sum(compared.matching) as numerator,
        sum(compared.compared) as denominator
    from county
    inner join compared
        on
            county.county_code = compared.county_code
            and county.assessment_year = compared.income_year
            and county.as_of_month >= compared.month
    group by county.assessment_year, county.as_of_month, county.county_code

),

final as (

    {{ indicator_rows('reconciled') }}

)

select * from final
