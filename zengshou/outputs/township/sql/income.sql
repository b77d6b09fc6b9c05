-- Streams of the townships in a month and in the month before.
select
    now.division_code as township_code,
    now.wage,
    now.business,
    now.property,
    now.transfer,
    now.business_cost,
    now.net_income,
    now.households_reported,
    before.wage as before_wage,
    before.business as before_business,
    before.property as before_property,
    before.transfer as before_transfer,
    before.business_cost as before_business_cost,
    before.net_income as before_net_income,
    before.households_reported as before_households_reported
from marts.division_income_month as now
left join marts.division_income_month as before
    on
        now.division_code = before.division_code
        and before.month = now.month - interval '1 month'
where now.month = :month and now.level = 'township'
