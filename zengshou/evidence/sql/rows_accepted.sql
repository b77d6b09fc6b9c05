-- Rows of the villages' workbooks in force; a rejected row is listed with the rule it broke.
with county as ({{county}}),
current_version as (
    select
        village.village_code,
        village.month,
        village.rows_accepted,
        village.rows_rejected,
        loads.load_id
    from county
    inner join marts.submission_status as village
        on county.county_code = village.county_code
        and county.assessment_year = village.income_year
        and county.as_of_month >= village.month
    inner join staging.stg_loads as loads
        on loads.feed = 'village_submission' and loads.status = 'accepted'
        and village.village_code = loads.unit and village.month = loads.month
)
select
    null as household_id,
    village_code,
    '采用 ' || rows_accepted || ' 行，退回 ' || rows_rejected || ' 行' as what,
    to_char(month, 'YYYY-MM') as period,
    null::numeric as amount,
    rows_accepted as numerator,
    rows_accepted + rows_rejected as denominator,
    load_id,
    null::integer as row_number
from current_version

union all

select
    null,
    current_version.village_code,
    '退回 ' || string_agg(finding.rule || ' ' || finding.message, '；' order by finding.rule),
    to_char(current_version.month, 'YYYY-MM'),
    null,
    null,
    null,
    current_version.load_id,
    finding.row_number
from current_version
inner join ops.finding as finding on current_version.load_id = finding.load_id
where finding.severity = 'reject' and finding.table_name = 'village_submission'
group by current_version.village_code, current_version.month, current_version.load_id,
    finding.row_number
