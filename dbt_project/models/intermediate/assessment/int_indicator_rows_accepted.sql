{{ config(materialized='ephemeral') }}

with evidence as (

    select * from {{ ref('int_evidence_rows_accepted') }}

),

final as (

    {{ indicator_rows('rows_accepted', 'evidence') }}

)

select * from final
