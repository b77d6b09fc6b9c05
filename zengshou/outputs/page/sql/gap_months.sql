-- Amounts outstanding at the end of each month of an income year, by list. A stock: never added up.
select
    calendar.month,
    gap.list,
    sum(gap.amount) as amount
from marts.division_income_month as calendar
inner join marts.entitlement_gap as gap using (month)
where calendar.level = 'city' and calendar.income_year = :year
group by calendar.month, gap.list
order by calendar.month, gap.list
