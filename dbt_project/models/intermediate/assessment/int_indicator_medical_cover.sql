{{ config(materialized='ephemeral') }}

with evidence as (

    select * from {{ ref('int_evidence_medical_cover') }}

),

final as (

    {{ indicator_rows('medical_cover', 'evidence') }}

)

select * from final
