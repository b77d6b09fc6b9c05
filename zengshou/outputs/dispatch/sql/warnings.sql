-- Warnings of a month with the latest row received that each rests on.
select
    warning.county_code,
    township.division_name as township_name,
    village.division_name as village_name,
    warning.warning_id,
    warning.household_id,
    household.head_name_masked,
    warning.rule,
    rule.name_zh as rule_name,
    rule.observed_unit,
    warning.level,
    level.severity,
    warning.observed,
    warning.threshold,
    warning.opened_month,
    warning.due_date,
    warning.status,
    warning.overdue,
    evidence.file_name,
    evidence.row_number,
    evidence.evidence_rows
from marts.warning as warning
inner join reference.warning_rules as rule on warning.rule = rule.code
left join (
    select distinct level, severity from reference.warning_levels
) as level on warning.level = level.level
left join marts.dim_household as household using (household_id)
left join marts.dim_division as village on household.village_code = village.division_code
left join marts.dim_division as township on village.parent_code = township.division_code
left join (
    select distinct on (warning_id)
        warning_id,
        file_name,
        row_number,
        count(*) over (partition by warning_id) as evidence_rows
    from marts.warning_evidence
    where month = :month
    order by warning_id, period desc, file_name desc, row_number
) as evidence on warning.warning_id = evidence.warning_id
where warning.month = :month
order by
    warning.county_code, warning.overdue desc, level.severity desc, warning.due_date,
    village.division_code, warning.household_id, warning.rule
