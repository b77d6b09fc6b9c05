{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
    indexes=[
        {'columns': ['month', 'county_code']},
        {'columns': ['warning_id']},
    ],
) }}

with warning as (

    select * from {{ ref('int_warning') }}
    where {{ touched('month') }}

),

final as (

    select
        warning_id,
        household_id,
        county_code,
        rule,
        month,
        level,
        observed,
        threshold,
        opened_month,
        due_date,
        status,
        overdue
    from warning

)

-- so that a month lies together: dashboards ask for all rows of one
select * from final
order by month, county_code
