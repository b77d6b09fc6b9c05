-- Households of the population in a month and in the month before, with their kind and reason. Of a
-- household on no roster of a month all figures of that month are blank.
with listed as (
    select
        household.month,
        household.household_id,
        household.township_code,
        household.village_code,
        household.household_type,
        household.monitored_kind,
        household.risk_cleared,
        household.head_name_masked,
        household.current_members,
        reported.reason,
        reported.household_id is not null as is_reported
    from intermediate.int_household_month as household
    left join marts.fct_household_month as reported using (household_id, month)
    where
        household.is_population
        and household.month between cast(:month as date) - interval '1 month' and :month
)
select
    household_id,
    coalesce(now.township_code, before.township_code) as township_code,
    village.division_name as village_name,
    coalesce(now.head_name_masked, before.head_name_masked) as head_name_masked,
    now.household_type as type_now,
    before.household_type as type_before,
    now.monitored_kind as kind_now,
    before.monitored_kind as kind_before,
    now.risk_cleared as cleared_now,
    before.risk_cleared as cleared_before,
    now.current_members as members_now,
    before.current_members as members_before,
    now.reason as reason_now,
    before.reason as reason_before,
    coalesce(now.is_reported, false) as is_reported_now
from (select * from listed where month = :month) as now
full join (select * from listed where month < :month) as before using (household_id)
left join marts.dim_division as village
    on coalesce(now.village_code, before.village_code) = village.division_code
order by township_code, village.division_code, household_id
