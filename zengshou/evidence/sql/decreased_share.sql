-- Denominator: households with data for both years; numerator: those whose per capita fell.
with county as ({{county}}),
{{income_rows}}
counted as (
    select
        household_year.*,
        (household_year.net_income * household_year.prior_annual_members
            < household_year.prior_net_income * household_year.annual_members)::integer as fell
    from household_year
    inner join county on household_year.income_year = county.assessment_year
    where household_year.is_population and household_year.county_code = :county
        and household_year.prior_net_income is not null
)
{{household_years}}
