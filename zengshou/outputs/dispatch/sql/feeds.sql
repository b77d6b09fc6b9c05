-- Files due for a month, and files of the year before it that are still missing or held.
select
    status.*,
    case when status.level = 'county' then status.division_code end as county_code,
    contract.name_zh as feed_name,
    case when contract.kind <> 'all' then contract.kind_name_zh end as kind_name,
    contract.period as rhythm,
    contract.unit as covers,
    status.month = :month as is_due_now
from marts.feed_status as status
inner join reference.feed_contracts as contract
    on status.feed = contract.feed and status.kind = contract.kind
where
    status.month = :month
    or (
        status.month between cast(:month as date) - interval '12 months' and :month
        and (status.units_missing > 0 or status.units_held > 0)
    )
order by
    status.month desc, status.level = 'county', contract.unit = 'village', status.feed, status.kind,
    status.division_code
