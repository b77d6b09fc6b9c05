-- Superseded rosters count as well: an authorisation on any received roster is valid (feeds.md,
-- Data protection).
{{ config(materialized='incremental') }}

with

ever_accepted as (
    {{ accepted_rows('household_roster', ['accepted', 'superseded']) }}
),

final as (
    select
        load_id,
        month,
        cell.code(household_id) as household_id,
        min(cell.day(authorised_on)) as authorised_on
    from ever_accepted
    group by load_id, month, cell.code(household_id)
)

select * from final
