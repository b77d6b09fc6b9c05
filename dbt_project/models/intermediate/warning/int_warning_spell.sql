{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with condition as (

    select * from {{ ref('int_warning_condition') }}

),

months as (

    select * from {{ ref('int_months') }}

),

{{ spells(
    key=['household_id', 'rule'],
    blank={'level': 'text', 'observed': 'numeric', 'threshold': 'numeric'},
) }},

final as (

    select * from spell
    where {{ touched('month') }}

)

select * from final
