-- An item without source rows cannot be worked off: nobody could say why it is on the list.
with held as (

    select
        worklist_id,
        month
    from {{ ref('worklist') }}
    where status <> 'auto_closed'

),

evidence as (

    select distinct
        worklist_id,
        month
    from {{ ref('worklist_evidence') }}

),

final as (

    select held.*
    from held
    left join evidence
        on
            held.worklist_id = evidence.worklist_id
            and held.month = evidence.month
    where evidence.worklist_id is null

)

select * from final
