select
    evidence.what,
    evidence.period,
    evidence.household_id,
    household.head_name_masked,
    coalesce(evidence.village_code, household.village_code) as village_code,
    village.division_name as village_name,
    evidence.amount,
    evidence.numerator,
    evidence.denominator,
    load.feed,
    load.file_name,
    evidence.row_number,
    load.sha256
from ({{indicator}}) as evidence
left join intermediate.int_household_latest as household
    on evidence.household_id = household.household_id
left join reference.division_register as village
    on coalesce(evidence.village_code, household.village_code) = village.division_code
left join ops.load as load on evidence.load_id = load.load_id
order by coalesce(evidence.village_code, household.village_code), evidence.household_id,
    evidence.period, evidence.what, load.file_name, evidence.row_number
