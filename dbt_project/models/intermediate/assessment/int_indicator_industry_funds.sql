{{ config(materialized='ephemeral') }}

with evidence as (

    select * from {{ ref('int_evidence_industry_funds') }}

),

final as (

    {{ indicator_rows('industry_funds', 'evidence') }}

)

select * from final
