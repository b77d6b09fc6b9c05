-- Mean number of working persons (of one channel, where one is given) over the months with a file,
-- of the year (numerator) and of the same months of the year before (denominator): a person-month
-- counts one over those months.
with county as ({{county}}),
file_month as (
    select distinct
        loads.month,
        months.income_year
    from county
    inner join intermediate.int_months as months
        on months.income_year in (county.assessment_year, county.assessment_year - 1)
        and months.month_of_year <= county.month_of_year
    inner join staging.stg_loads as loads on months.month = loads.month
    where loads.feed = 'employment' and loads.status = 'accepted'
),
share as (
    select file_month.*, count(*) over (partition by income_year) as months from file_month
),
working as (
    select distinct on (person.month, person.person_id)
        person.household_id, person.person_id, share.month, share.income_year, share.months,
        line.channel, line.monthly_income, line.load_id, line.row_number
    from share
    inner join staging.stg_employment as line on share.month = line.month
    inner join intermediate.int_person_month as person
        on line.month = person.month and line.citizen_id_token = person.citizen_id_token
    where line.is_working and person.county_code = :county
        and (cast(:channel as text) is null or line.channel = :channel)
    order by person.month, person.person_id, line.load_id, line.row_number
)
select
    working.household_id,
    null as village_code,
    '成员 ' || working.person_id || '，' || coalesce(working.channel, '') as what,
    to_char(working.month, 'YYYY-MM') as period,
    working.monthly_income as amount,
    case when working.income_year = county.assessment_year then 1.0 / working.months end
        as numerator,
    case when working.income_year < county.assessment_year then 1.0 / working.months end
        as denominator,
    working.load_id,
    working.row_number
from working
cross join county
