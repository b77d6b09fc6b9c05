-- A warning without source rows cannot be justified to a village.
with held as (

    select
        household_id,
        rule,
        month
    from {{ ref('warning') }}
    where status <> 'auto_closed'

),

evidence as (

    select distinct
        household_id,
        rule,
        month
    from {{ ref('warning_evidence') }}

),

final as (

    select held.*
    from held
    left join evidence
        on
            held.household_id = evidence.household_id
            and held.rule = evidence.rule
            and held.month = evidence.month
    where evidence.household_id is null

)

select * from final
