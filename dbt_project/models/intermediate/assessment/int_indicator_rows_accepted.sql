{{ config(
    materialized='incremental',
    meta={'month_column': 'as_of_month'},
) }}

with evidence as (

    select * from {{ ref('int_evidence_rows_accepted') }}
    where {{ touched('as_of_month') }}

),

final as (

    {{ indicator_rows('rows_accepted', 'evidence') }}

)

select * from final
