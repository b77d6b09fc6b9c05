{{ config(materialized='ephemeral') }}

with evidence as (

    select * from {{ ref('int_evidence_on_time') }}

),

final as (

    {{ indicator_rows('on_time', 'evidence') }}

)

select * from final
