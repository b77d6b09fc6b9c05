{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'as_of_month'},
) }}

with evidence as (

    select * from {{ ref('int_evidence_medical_cover') }}
    where {{ touched('as_of_month') }}

),

final as (

    {{ indicator_rows('medical_cover', 'evidence') }}

)

select * from final
