-- Denominator: 脱贫户 below the line in the year before; numerator: those now at or above it.
with county as ({{county}}),
{{income_rows}}
line as (
    select parameter.value as yuan
    from reference.policy_parameters as parameter
    inner join county on parameter.valid_from <= county.as_of_month
        and (parameter.valid_to is null or parameter.valid_to >= county.as_of_month)
    where parameter.code = 'low_income_line'
),
counted as (
    select
        household_year.*,
        (household_year.net_income >= line.yuan * household_year.annual_members)::integer as fell
    from household_year
    inner join county on household_year.income_year = county.assessment_year
    cross join line
    where household_year.is_population and household_year.county_code = :county
        and household_year.household_type = '脱贫户'
        and household_year.prior_net_income < line.yuan * household_year.prior_annual_members
)
{{household_years}}
