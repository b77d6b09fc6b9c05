{{ config(
    materialized='incremental',
    meta={'year_column': 'income_year'},
) }}

with placement as (

    select * from {{ ref('int_household_year_placement') }}
    where {{ touched_year('income_year') }}

),

income_detail as (

    select * from {{ ref('int_income_detail') }}
    where {{ touched_year('income_year') }}

),

-- for a county with an accepted row, only income_detail counts
annual_counties as (

    select distinct
        income_year,
        county_code
    from income_detail

),

monthly as (

    select
        household_id,
        income_year,
        {%- for stream in income_streams() %}
        sum({{ stream }}) as {{ stream }},
        {%- endfor %}
        sum(net_income) as net_income
    from {{ ref('int_household_streams_month') }}
    where {{ touched_year('income_year') }}
    group by household_id, income_year

),

placed as (

    select
        coalesce(placement.household_id, income_detail.household_id) as household_id,
        coalesce(placement.income_year, income_detail.income_year) as income_year,
        coalesce(placement.village_code, income_detail.village_code) as village_code,
        coalesce(placement.township_code, income_detail.township_code) as township_code,
        coalesce(placement.county_code, income_detail.county_code) as county_code,
        placement.household_type,
        coalesce(placement.annual_members, income_detail.members) as annual_members,
        coalesce(placement.is_population, income_detail.is_before_first_roster) as is_population,
        coalesce(placement.months_reported, 0) as months_reported,
        coalesce(placement.population_months, 0) as population_months,
        coalesce(placement.population_months_reported, 0) as population_months_reported
    from placement
    full outer join income_detail
        on
            placement.household_id = income_detail.household_id
            and placement.income_year = income_detail.income_year

),

based as (

    select
        placed.*,
        case when annual_counties.county_code is null then 'monthly' else 'annual' end as basis
    from placed
    left join annual_counties
        on
            placed.income_year = annual_counties.income_year
            and placed.county_code = annual_counties.county_code

),

final as (

    select
        based.*,
        {%- for stream in income_streams() + ['net_income'] %}
        case based.basis
            when 'annual' then income_detail.{{ stream }} else monthly.{{ stream }}
        end as {{ stream }},
        {%- endfor %}
        case based.basis
            when 'annual' then income_detail.net_income else monthly.net_income
        end is not null as has_data
    from based
    left join income_detail
        on
            based.household_id = income_detail.household_id
            and based.income_year = income_detail.income_year
    left join monthly
        on
            based.household_id = monthly.household_id
            and based.income_year = monthly.income_year

)

select *
from final
where is_population or has_data
