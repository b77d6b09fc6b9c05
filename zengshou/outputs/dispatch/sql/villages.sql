-- Reporting villages of a month: when they reported, what was accepted, how it compares.
select
    village.county_code,
    county.division_name as county_name,
    place.parent_code as township_code,
    township.division_name as township_name,
    place.division_name as village_name,
    village.village_code,
    village.received,
    village.on_time,
    village.due_date,
    village.first_received_at,
    village.versions,
    village.households_expected,
    village.households_reported,
    village.rows_received,
    village.rows_accepted,
    village.rows_rejected,
    compared.items,
    compared.matched,
    suspicion.households_suspicious,
    (
        select count(*) from marts.submission_status as earlier
        where
            earlier.village_code = village.village_code
            and earlier.income_year = village.income_year
            and earlier.month <= village.month
            and earlier.expected
            and not coalesce(earlier.on_time, false)
    ) as not_on_time_this_year
from marts.submission_status as village
inner join marts.dim_division as place on village.village_code = place.division_code
inner join marts.dim_division as county on village.county_code = county.division_code
left join marts.dim_division as township on place.parent_code = township.division_code
left join marts.village_suspicion as suspicion
    on village.village_code = suspicion.village_code and village.month = suspicion.month
left join (
    select
        household.village_code,
        count(*) as items,
        count(*) filter (where line.status = 'match') as matched
    from marts.reconciliation as line
    inner join marts.dim_household as household using (household_id)
    where line.month = :month
    group by household.village_code
) as compared on village.village_code = compared.village_code
where village.month = :month and village.expected
order by village.county_code, village.village_code
