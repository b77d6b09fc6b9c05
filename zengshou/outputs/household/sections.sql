-- name: basics
select
    household.household_id, household.head_name_masked, county.division_name as county_name,
    township.division_name as township_name, village.division_name as village_name,
    household.household_type, household.monitored_kind, household.risk_cleared,
    to_char(household.last_listed_month, 'YYYY-MM') as last_listed_month
from marts.dim_household as household
left join marts.dim_division as village on household.village_code = village.division_code
left join marts.dim_division as township on household.township_code = township.division_code
left join marts.dim_division as county on household.county_code = county.division_code
where household.household_id = :household
-- name: years
select
    income_year, annual_members, net_income, per_capita, prior_per_capita, basis, months_reported
from marts.household_year where household_id = :household order by income_year
-- name: months
select
    to_char(listed.month, 'YYYY-MM') as month, found.household_id is not null as is_reported,
    found.wage, found.business, found.property, found.transfer, found.business_cost,
    found.net_income, found.rigid_spending, found.current_members, found.reason
from intermediate.int_household_ytd as listed
left join marts.fct_household_month as found using (household_id, month)
where listed.household_id = :household
    and (listed.is_population or found.household_id is not null)
order by listed.month
-- name: lists
select to_char(month, 'YYYY-MM') as month, list, per_capita_before, per_capita_after, reason, measure
from marts.household_focus where household_id = :household order by month, list
-- name: warnings
select
    warning.rule, warning.level, to_char(warning.opened_month, 'YYYY-MM') as opened,
    to_char(warning.month, 'YYYY-MM') as month, warning.due_date, warning.status, warning.overdue,
    answer.verified_on, evidence.file_name, evidence.row_number
from (
    select distinct on (warning_id) * from marts.warning
    where household_id = :household order by warning_id, month desc
) as warning
left join lateral (
    select max(verified_on) as verified_on from intermediate.int_feedback_answer as found
    where found.household_id = warning.household_id and found.rule = warning.rule
        and found.opened_month = warning.opened_month
) as answer on true
left join lateral (
    select file_name, row_number from marts.warning_evidence as found
    where found.household_id = warning.household_id and found.warning_id = warning.warning_id
    order by period desc, row_number limit 1
) as evidence on true
order by warning.opened_month, warning.rule
-- name: departments
select to_char(month, 'YYYY-MM') as month, item, declared, departmental, status
from marts.reconciliation where household_id = :household order by month, item
-- name: entitlements
select to_char(month, 'YYYY-MM') as month, list, clause, owner, items, months_open, amount
from marts.entitlement_gap where household_id = :household order by month, list
-- name: funds
select
    to_char(trail.month, 'YYYY-MM') as month, county.division_name as county_name,
    trail.project_no, trail.category, trail.due, trail.paid, trail.paid_months, trail.declared,
    trail.stage
from marts.funds_trail as trail
left join marts.dim_division as county on trail.county_code = county.division_code
where trail.household_id = :household
order by trail.month, trail.county_code, trail.project_no
-- name: files
select distinct
    found.feed, found.period, found.file_name, found.row_number,
    (load.received_at at time zone 'Asia/Shanghai')::date as received_on
from (
    select feed, period, file_name, load_id, row_number from marts.household_year_evidence
    where household_id = :household
    union
    select feed, period, file_name, load_id, row_number from marts.warning_evidence
    where household_id = :household
) as found
inner join ops.load as load using (load_id)
order by found.period, found.feed, found.row_number
