{{ config(materialized='view') }}

with taken_over as (

    select * from {{ ref('stg_village_taken_over') }}

),

form_items as (

    select * from {{ ref('form_items') }}

),

final as (

    select distinct
        taken_over.load_id,
        taken_over.row_number,
        taken_over.month,
        taken_over.household_id,
        form_items.reconciliation_item as item
    from taken_over
    inner join form_items on taken_over.item = form_items.item

)

select * from final
