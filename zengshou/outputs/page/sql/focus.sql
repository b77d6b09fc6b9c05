-- Households on the plan's focus lists in a month by county and list (blank: on any list).
select
    county_code,
    list,
    count(distinct household_id)::integer as households,
    count(distinct household_id) filter (where reason is null)::integer as without_reason
from marts.household_focus
where month = :month
group by grouping sets ((county_code, list), (county_code))
order by county_code, list
