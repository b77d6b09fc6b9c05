-- Income by stream of the city, its counties and townships as of a month.
select
    division.division_name,
    division.county_code,
    income.*,
    to_date.ytd_per_capita,
    to_date.prior_ytd_per_capita,
    to_date.ytd_growth,
    to_date.matched_growth,
    to_date.is_comparable,
    to_date.village_months_expected,
    to_date.village_months_received,
    to_date.prior_village_months_expected,
    to_date.prior_village_months_received,
    to_date.villages_expected,
    to_date.villages_on_time
from marts.division_income_month as income
inner join marts.dim_division as division using (division_code)
inner join marts.division_month as to_date using (division_code, month)
where income.month = :month and income.level in ('city', 'county', 'township')
order by income.level, income.division_code
