-- Denominator: comparisons of the village's figure with the department's; numerator: matches.
with county as ({{county}})
select
    compared.household_id,
    submission.village_code,
    compared.item || '：申报 ' || compared.declared || '，部门 ' || compared.departmental
        || '，' || compared.status as what,
    to_char(compared.month, 'YYYY-MM') as period,
    compared.declared as amount,
    (compared.status = 'match')::integer as numerator,
    1 as denominator,
    submission.load_id,
    submission.row_number
from county
inner join marts.reconciliation as compared
    on county.county_code = compared.county_code
    and county.assessment_year = compared.income_year
    and county.as_of_month >= compared.month
inner join staging.stg_village_submission as submission
    on compared.household_id = submission.household_id and compared.month = submission.month
