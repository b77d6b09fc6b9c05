-- What a household's year was summed from: the county's year table, or the monthly workbooks.
household_year as (
    select household.*
    from intermediate.int_household_year as household
    inner join county on household.income_year
        in (county.assessment_year, county.assessment_year - 1)
    where household.has_data and county.is_year_end
),
income_rows as (
    select
        household_year.household_id,
        household_year.income_year,
        to_char(streams.month, 'YYYY-MM') as period,
        streams.net_income as amount,
        submission.load_id,
        submission.row_number
    from household_year
    inner join intermediate.int_household_streams_month as streams
        on household_year.household_id = streams.household_id
        and household_year.income_year = streams.income_year
    inner join staging.stg_village_submission as submission
        on streams.household_id = submission.household_id
        and streams.month = submission.month
    where household_year.basis = 'monthly'

    union all

    select
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
