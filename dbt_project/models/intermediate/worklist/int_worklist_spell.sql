{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with condition as (

    select * from {{ ref('int_worklist_condition') }}

),

months as (

    select * from {{ ref('int_months') }}

),

{{ spells(
    key=['list', 'subject_key'],
    blank={'amount': 'numeric'},
    kept=['household_id', 'county_code', 'village_code'],
) }},

final as (

    select * from spell
    where {{ touched('month') }}

)

select * from final
