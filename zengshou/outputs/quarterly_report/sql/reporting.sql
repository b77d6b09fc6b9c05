-- Reporting villages of a county over the months of a quarter, in village-months.
select
    village.village_code,
    place.division_name as village_name,
    count(*) as expected,
    count(*) filter (where village.on_time) as on_time,
    count(*) filter (where village.received and not village.on_time) as late,
    count(*) filter (where not village.received) as missing,
    max(village.due_date) as last_due_date
from marts.submission_status as village
inner join marts.dim_division as place on village.village_code = place.division_code
where village.county_code = :county and village.expected and village.month between :first and :last
group by village.village_code, place.division_name
order by missing desc, late desc, village.village_code
