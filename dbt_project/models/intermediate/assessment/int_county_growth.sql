with county as (

    select * from {{ ref('int_assessed_county') }}

),

division_year as (

    select * from {{ ref('int_division_year') }}
    where division_set = 'as_then'

),

indicator as (

    select * from {{ ref('int_county_indicator_value') }}
    where indicator = 'growth'

),

county_coverage as (

    select * from {{ ref('int_county_coverage') }}

),

target as (

    select * from {{ ref('int_growth_target') }}

),

projected as (

    select
        as_of_month,
        county_code,
        sum(projected_net) / sum(annual_members) as projected_per_capita
    from {{ ref('int_household_projection') }}
    group by as_of_month, county_code

),

compared as (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        county.is_year_end,
        county.is_latest_of_year,
        indicator.numerator as per_capita,
        indicator.denominator as prior_per_capita,
        indicator.value as growth,
        case
            when county.is_year_end then this_year.coverage else county_coverage.coverage
        end as coverage,
        last_year.per_capita as last_year_per_capita,
        target.target_growth
    from county
    left join indicator
        on
            county.county_code = indicator.county_code
            and county.as_of_month = indicator.as_of_month
    left join division_year as this_year
        on
            county.county_code = this_year.division_code
            and county.assessment_year = this_year.income_year
    left join division_year as last_year
        on
            county.county_code = last_year.division_code
            and county.assessment_year = last_year.income_year + 1
    left join county_coverage
        on
            county.county_code = county_coverage.county_code
            and county.as_of_month = county_coverage.month
    left join target
        on
            county.county_code = target.division_code
            and county.assessment_year = target.income_year

),

grown as (

    select
        compared.*,
        projected.projected_per_capita,
        {{ settled_share(
            'projected.projected_per_capita / nullif(compared.last_year_per_capita, 0) - 1'
        ) }} as projected_growth
    from compared
    left join projected
        on
            compared.as_of_month = projected.as_of_month
            and compared.county_code = projected.county_code

),

final as (

    select
        as_of_month,
        assessment_year,
        county_code,
        is_year_end,
        is_latest_of_year,
        per_capita,
        prior_per_capita,
        growth,
        target_growth,
        growth >= target_growth as target_met,
        coverage,
        projected_per_capita,
        projected_growth,
        not is_year_end and coalesce(projected_growth < target_growth, false) as on_watch_list
    from grown

)

select * from final
