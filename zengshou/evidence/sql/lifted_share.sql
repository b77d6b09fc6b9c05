-- Denominator: 脱贫户 below the line in the year before; numerator: those now at or above it, in an
-- unfinished year as projected.
with county as ({{county}}),
{{income_rows}}
line as (
    select parameter.value as yuan
    from reference.policy_parameters as parameter
    inner join county on parameter.valid_from <= county.as_of_month
        and (parameter.valid_to is null or parameter.valid_to >= county.as_of_month)
    where parameter.code = 'low_income_line'
),
compared as (
    select 'year' as span, this_year.household_id, this_year.village_code,
        this_year.household_type, this_year.net_income, this_year.annual_members,
        this_year.prior_net_income, this_year.prior_annual_members
    from household_year as this_year
    inner join county
        on this_year.county_code = county.county_code
        and this_year.income_year = county.assessment_year
    where county.is_year_end and this_year.is_population

    union all

    select 'to_date', projection.household_id, projection.village_code,
        projection.household_type, projection.projected_net, projection.annual_members,
        last_year.net_income, last_year.annual_members
    from intermediate.int_household_projection as projection
    inner join county
        on projection.county_code = county.county_code
        and projection.as_of_month = county.as_of_month
    inner join household_year as last_year
        on projection.household_id = last_year.household_id
        and projection.income_year = last_year.income_year + 1
    where not county.is_year_end
),
counted as (
    select
        household_id,
        village_code,
        span,
        'year' as prior_span,
        prior_net_income / prior_annual_members as prior_per_capita,
        net_income / annual_members as per_capita,
        (net_income >= line.yuan * annual_members)::integer as counts
    from compared
    cross join line
    where household_type = '脱贫户' and prior_net_income < line.yuan * prior_annual_members
)
{{household_years}}
