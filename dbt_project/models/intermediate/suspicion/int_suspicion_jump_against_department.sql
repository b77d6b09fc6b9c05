{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched_or_before('month', 1) }}

),

departmental_file as (

    select * from {{ ref('int_departmental_file') }}

),

authorisation as (

    select * from {{ ref('int_household_authorisation') }}

),

reconciliation as (

    select * from {{ ref('int_reconciliation') }}
    where {{ touched_or_before('month', 1) }}

),

measures as (

    {{ suspicion_measures('jump_against_department') }}

),

-- months with a report and a departmental file; a missing amount counts as 0
comparable as (

    select
        streams.household_id,
        streams.month,
        departmental_file.item,
        coalesce(reconciliation.declared, 0) as declared,
        coalesce(reconciliation.departmental, 0) as departmental
    from streams
    inner join departmental_file on streams.month = departmental_file.month
    inner join authorisation
        on
            streams.household_id = authorisation.household_id
            and streams.month >= date_trunc('month', authorisation.authorised_on)::date
    left join reconciliation
        on
            streams.month = reconciliation.month
            and streams.household_id = reconciliation.household_id
            and departmental_file.item = reconciliation.item

),

changes as (

    select
        this_month.household_id,
        this_month.month,
        this_month.item,
        this_month.declared - month_before.declared as declared_change,
        this_month.departmental - month_before.departmental as departmental_change
    from comparable as this_month
    inner join comparable as month_before
        on
            this_month.household_id = month_before.household_id
            and this_month.item = month_before.item
            and this_month.month = {{ add_months('month_before.month', 1) }}

),

final as (

    select
        changes.household_id,
        changes.month,
        measures.kind,
        measures.measure,
        changes.declared_change - changes.departmental_change as observed,
        measures.threshold,
        measures.points
    from changes
    inner join measures
        on
            changes.item = measures.measure
            and {{ in_force('measures', 'changes.month') }}
    where
        {{ touched('changes.month') }}
        and changes.declared_change > 0
        and changes.declared_change - changes.departmental_change >= measures.threshold

)

select * from final
