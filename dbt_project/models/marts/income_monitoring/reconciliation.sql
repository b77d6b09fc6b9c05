{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
    indexes=[
        {'columns': ['county_code', 'month']},
    ],
) }}

with reconciliation as (

    select * from {{ ref('int_reconciliation') }}
    where {{ touched('month') }}

),

final as (

    select
        household_id,
        county_code,
        month,
        income_year,
        item,
        declared,
        departmental,
        status
    from reconciliation

)

select * from final
