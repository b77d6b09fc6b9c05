household_year as (
    select household.*
    from intermediate.int_household_year as household
    inner join county on household.income_year
        in (county.assessment_year, county.assessment_year - 1)
    where household.has_data
),
-- an unfinished year goes by its months so far, and by the same months of the year before
household_to_date as (
    select to_date.*
    from intermediate.int_household_ytd as to_date
    inner join county on to_date.income_year
        in (county.assessment_year, county.assessment_year - 1)
    where not county.is_year_end and to_date.month_of_year <= county.month_of_year
        and to_date.months_reported > 0
),
monthly as (
    select
        streams.household_id,
        streams.income_year,
        months.month_of_year,
        to_char(streams.month, 'YYYY-MM') as period,
        streams.net_income as amount,
        submission.load_id,
        submission.row_number
    from county
    inner join intermediate.int_months as months
        on months.income_year in (county.assessment_year, county.assessment_year - 1)
    inner join intermediate.int_household_streams_month as streams
        on months.month = streams.month
    inner join staging.stg_village_submission as submission
        on streams.household_id = submission.household_id
        and streams.month = submission.month
),
-- `year`: what a household's year was summed from, the county's year table or the monthly
-- workbooks; `to_date`: the workbooks of the months so far
income_rows as (
    select
        'year' as span,
        monthly.household_id,
        monthly.income_year,
        monthly.period,
        monthly.amount,
        monthly.load_id,
        monthly.row_number
    from monthly
    inner join household_year
        on monthly.household_id = household_year.household_id
        and monthly.income_year = household_year.income_year
    where household_year.basis = 'monthly'

    union all

    select
        'to_date',
        monthly.household_id,
        monthly.income_year,
        monthly.period,
        monthly.amount,
        monthly.load_id,
        monthly.row_number
    from monthly
    inner join county on monthly.month_of_year <= county.month_of_year

    union all

    select
        'year',
        household_year.household_id,
        household_year.income_year,
        household_year.income_year::text,
        taken.net_income,
        detail.load_id,
        detail.row_number
    from household_year
    inner join intermediate.int_income_detail as taken
        on household_year.household_id = taken.household_id
        and household_year.income_year = taken.income_year
    inner join staging.stg_income_detail as detail
        on taken.household_id = detail.household_id
        and taken.income_year = detail.income_year
        and taken.county_code = detail.county_code
        and taken.village_code = detail.village_code
    where household_year.basis = 'annual'
),
