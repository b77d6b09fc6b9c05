-- Population households of a month by county and monitored kind (blank: of none), their people and
-- those whose risk is cleared.
select
    county_code,
    monitored_kind,
    count(*)::integer as households,
    sum(annual_members)::integer as members,
    count(*) filter (where risk_cleared)::integer as cleared,
    coalesce(sum(annual_members) filter (where risk_cleared), 0)::integer as cleared_members
from intermediate.int_household_month
where month = :month and is_population
group by county_code, monitored_kind
order by county_code, monitored_kind
