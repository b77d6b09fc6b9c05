-- Denominator: village-months expected; numerator: first version in force received by the due day.
with county as ({{county}}),
first_version as (
    select distinct on (unit, month) unit, month, load_id
    from staging.stg_loads
    where feed = 'village_submission' and status in ('accepted', 'superseded')
    order by unit, month, received_at, load_id
)
select
    null as household_id,
    village.village_code,
    '应报 ' || village.due_date || '，收到 ' || coalesce(
        to_char(village.first_received_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD'), '—'
    ) as what,
    to_char(village.month, 'YYYY-MM') as period,
    null::numeric as amount,
    village.on_time::integer as numerator,
    1 as denominator,
    first_version.load_id,
    null::integer as row_number
from county
inner join marts.submission_status as village
    on county.county_code = village.county_code
    and county.assessment_year = village.income_year
    and county.as_of_month >= village.month
left join first_version
    on village.village_code = first_version.unit and village.month = first_version.month
where village.expected
