-- Income of a division in the months of a quarter, beside the same months a year before.
select
    count(*) as months,
    sum(wage) as wage,
    sum(business) as business,
    sum(property) as property,
    sum(transfer) as transfer,
    sum(business_cost) as business_cost,
    sum(net_income) as net_income,
    case when count(prior_net_income) = count(*) then sum(prior_wage) end as prior_wage,
    case when count(prior_net_income) = count(*) then sum(prior_business) end as prior_business,
    case when count(prior_net_income) = count(*) then sum(prior_property) end as prior_property,
    case when count(prior_net_income) = count(*) then sum(prior_transfer) end as prior_transfer,
    case when count(prior_net_income) = count(*) then sum(prior_business_cost) end
        as prior_business_cost,
    case when count(prior_net_income) = count(*) then sum(prior_net_income) end
        as prior_net_income
from marts.division_income_month
where division_code = :county and month between :first and :last
