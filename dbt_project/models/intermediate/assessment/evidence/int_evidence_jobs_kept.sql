{{ config(materialized='view') }}

with county as (

    select * from {{ ref('int_assessed_county') }}

),

file_month as (

    select
        months.month,
        months.income_year,
        months.month_of_year,
        min(loads.load_id) as load_id
    from {{ ref('int_months') }} as months
    inner join {{ ref('stg_loads') }} as loads on months.month = loads.month
    where
        loads.feed = 'employment'
        and loads.status = 'accepted'
    group by months.month, months.income_year, months.month_of_year

),

working as (

    select * from {{ ref('int_working_person_month') }}

),

-- The months with a file, in the year to date and in the same months of the year before. `not
-- materialized` lets PostgreSQL push a filter on months down.
counted_month as not materialized (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        file_month.month,
        file_month.load_id,
        file_month.income_year = county.assessment_year as is_this_year
    from county
    cross join
        lateral (
            values (county.assessment_year), (county.assessment_year - 1)
        ) as side (income_year)
    inner join file_month
        on
            side.income_year = file_month.income_year
            and county.month_of_year >= file_month.month_of_year

),

-- a month with a file counts even if no person worked in it; a month without a file does not
month_row as (

    select
        counted_month.*,
        kept.indicator,
        null::text as village_code,
        null::text as household_id,
        null::text as person_id,
        null::text as channel,
        null::numeric as amount,
        null::integer as row_number,
        0 as persons,
        1 as mean_over
    from counted_month
    cross join (values ('jobs_kept'), ('public_posts_kept')) as kept (indicator)

),

person_row as (

    select
        counted_month.as_of_month,
        counted_month.assessment_year,
        counted_month.county_code,
        counted_month.month,
        working.load_id,
        counted_month.is_this_year,
        working.indicator,
        working.village_code,
        working.household_id,
        working.person_id,
        working.channel,
        working.monthly_income as amount,
        working.row_number,
        1 as persons,
        null::integer as mean_over
    from counted_month
    inner join working
        on
            counted_month.month = working.month
            and counted_month.county_code = working.county_code

),

counted as (

    select * from month_row
    union all
    select * from person_row

),

final as (

    select
        as_of_month,
        assessment_year,
        county_code,
        indicator,
        village_code,
        household_id,
        to_char(month, 'YYYY-MM') as period,
        jsonb_build_object('person_id', person_id, 'channel', channel) as facts,
        amount,
        case when is_this_year then persons end as numerator,
        case when not is_this_year then persons end as denominator,
        mean_over,
        case when row_number is not null then 'employment' end as table_name,
        load_id,
        row_number,
        null::integer as income_year,
        null::date as through_month
    from counted

)

select * from final
