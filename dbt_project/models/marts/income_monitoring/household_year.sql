{{ config(meta={'made_new': 'by_year', 'published_indexes': [['income_year']]}) }}

with household_year as (

    select * from {{ ref('int_household_year') }}
    where {{ touched_year('income_year') }}

),

final as (

    select
        household_id,
        income_year,
        county_code,
        township_code,
        village_code,
        household_type,
        is_population,
        annual_members,
        net_income,
        per_capita,
        prior_per_capita,
        basis,
        months_reported
    from household_year

)

select * from final
