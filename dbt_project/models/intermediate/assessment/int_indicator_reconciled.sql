{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'as_of_month'},
) }}

with evidence as (

    select * from {{ ref('int_evidence_reconciled') }}
    where {{ touched('as_of_month') }}

),

final as (

    {{ indicator_rows('reconciled', 'evidence') }}

)

select * from final
