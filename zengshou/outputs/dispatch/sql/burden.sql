-- Cells that villages type for a household and month, of the city, its counties and townships.
select
    division.division_name,
    division.county_code,
    burden.*
from marts.submission_burden as burden
inner join marts.dim_division as division using (division_code)
where burden.month = :month and burden.level in ('city', 'county', 'township')
order by burden.division_code
