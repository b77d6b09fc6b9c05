-- Denominator: households with data for both years; numerator: those whose per capita fell.
with county as ({{county}}),
{{income_rows}}
compared as (
    select 'year' as span, this_year.household_id, this_year.village_code, this_year.net_income,
        this_year.annual_members, this_year.prior_net_income, this_year.prior_annual_members
    from household_year as this_year
    inner join county
        on this_year.county_code = county.county_code
        and this_year.income_year = county.assessment_year
    where county.is_year_end and this_year.is_population
        and this_year.prior_net_income is not null

    union all

    select 'to_date', this_year.household_id, this_year.village_code, this_year.net_income,
        this_year.annual_members, year_before.net_income, year_before.annual_members
    from household_to_date as this_year
    inner join county
        on this_year.county_code = county.county_code
        and this_year.month = county.as_of_month
    cross join lateral (
        select earlier.net_income, earlier.annual_members
        from household_to_date as earlier
        where earlier.household_id = this_year.household_id
            and earlier.income_year = this_year.income_year - 1
        order by earlier.month_of_year desc
        limit 1
    ) as year_before
    where this_year.is_population
),
counted as (
    select
        household_id,
        village_code,
        span,
        span as prior_span,
        prior_net_income / prior_annual_members as prior_per_capita,
        net_income / annual_members as per_capita,
        (net_income * prior_annual_members < prior_net_income * annual_members)::integer as counts
    from compared
)
{{household_years}}
