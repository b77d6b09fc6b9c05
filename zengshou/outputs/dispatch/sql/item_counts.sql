-- Items of a month by list, owner of the list and place: how many are open, overdue and answered.
select
    item.county_code,
    township.division_name as township_name,
    list.name_zh as list_name,
    item.owner,
    count(*)::integer as items,
    count(*) filter (where item.status = 'open')::integer as open,
    count(*) filter (where item.overdue)::integer as overdue,
    count(*) filter (where item.status = 'verified')::integer as verified,
    count(*) filter (where item.status = 'resolved')::integer as resolved,
    count(*) filter (where item.status = 'dismissed')::integer as dismissed,
    count(*) filter (where item.answered_in_time)::integer as answered_in_time
from marts.worklist as item
inner join reference.worklists as list on item.list = list.code
left join marts.dim_division as village on item.village_code = village.division_code
left join marts.dim_division as township on village.parent_code = township.division_code
where item.month = :month and item.status <> 'auto_closed'
group by
    item.county_code, township.division_code, township.division_name, list.code, list.name_zh,
    item.owner
order by item.county_code, township.division_code, list.name_zh
