{{ config(materialized='ephemeral') }}

with evidence as (

    select * from {{ ref('int_evidence_reconciled') }}

),

final as (

    {{ indicator_rows('reconciled', 'evidence') }}

)

select * from final
