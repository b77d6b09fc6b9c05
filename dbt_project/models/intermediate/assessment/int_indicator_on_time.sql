{{ config(
    materialized='incremental',
    meta={'month_column': 'as_of_month'},
) }}

with evidence as (

    select * from {{ ref('int_evidence_on_time') }}
    where {{ touched('as_of_month') }}

),

final as (

    {{ indicator_rows('on_time', 'evidence') }}

)

select * from final
