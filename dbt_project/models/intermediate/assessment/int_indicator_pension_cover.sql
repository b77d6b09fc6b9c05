{{ config(materialized='ephemeral') }}

with evidence as (

    select * from {{ ref('int_evidence_pension_cover') }}

),

final as (

    {{ indicator_rows('pension_cover', 'evidence') }}

)

select * from final
