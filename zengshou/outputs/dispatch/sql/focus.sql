-- Focus households of a month (the plan, part 三(一)), by masked name.
select
    focus.county_code,
    township.division_name as township_name,
    village.division_name as village_name,
    focus.household_id,
    household.head_name_masked,
    focus.list,
    focus.per_capita_before,
    focus.per_capita_after,
    focus.fall_from,
    focus.largest_fall_stream,
    focus.largest_fall,
    focus.reason,
    focus.measure
from marts.household_focus as focus
inner join marts.dim_household as household using (household_id)
left join marts.dim_division as village on household.village_code = village.division_code
left join marts.dim_division as township on village.parent_code = township.division_code
where focus.month = :month
order by focus.county_code, village.division_code, focus.household_id, focus.list
