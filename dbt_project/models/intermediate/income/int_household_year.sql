{{ config(
    materialized='incremental',
    meta={'year_column': 'income_year'},
    indexes=[
        {'columns': ['income_year', 'village_code']},
    ],
) }}

with household_year as (

    select
        *,
        net_income / annual_members as per_capita,
        case
            when basis = 'annual' then has_data::integer::numeric
            else population_months_reported::numeric / nullif(population_months, 0)
        end as share_heard
    from {{ ref('int_household_year_net') }}
    where {{ touched_year('income_year', 2) }}

),

final as (

    select
        this_year.household_id,
        this_year.income_year,
        this_year.village_code,
        this_year.township_code,
        this_year.county_code,
        this_year.household_type,
        this_year.is_population,
        this_year.annual_members,
        this_year.basis,
        this_year.has_data,
        this_year.months_reported,
        this_year.population_months,
        this_year.population_months_reported,
        this_year.share_heard,
        this_year.wage,
        this_year.business,
        this_year.property,
        this_year.transfer,
        this_year.business_cost,
        this_year.net_income,
        this_year.per_capita,
        last_year.annual_members as prior_annual_members,
        last_year.net_income as prior_net_income,
        last_year.per_capita as prior_per_capita,
        year_before_last.per_capita as prior2_per_capita
    from household_year as this_year
    left join household_year as last_year
        on
            this_year.household_id = last_year.household_id
            and this_year.income_year = last_year.income_year + 1
    left join household_year as year_before_last
        on
            this_year.household_id = year_before_last.household_id
            and this_year.income_year = year_before_last.income_year + 2
    where {{ touched_year('this_year.income_year') }}

)

select * from final
