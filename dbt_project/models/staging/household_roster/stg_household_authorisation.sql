-- Authorisation counts from any roster received, superseded ones too (feeds.md, Data protection).
with

ever_accepted as (
    {{ accepted_rows('household_roster', ['accepted', 'superseded']) }}
),

final as (
    select
        cell.text(household_id) as household_id,
        min(cell.day(authorised_on)) as authorised_on
    from ever_accepted
    group by cell.text(household_id)
    having min(cell.day(authorised_on)) is not null
)

select * from final
