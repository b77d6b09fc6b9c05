{{ config(materialized='view') }}

-- The assessed year and the year before; for an unfinished year, its months so far and the same
-- months of the year before. `not materialized` lets PostgreSQL push a filter on months down.
with compared as not materialized (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        county.is_year_end,
        side.income_year,
        side.through_month
    from {{ ref('int_assessed_county') }} as county
    cross join
        lateral (
            values
            (county.assessment_year, county.as_of_month),
            (county.assessment_year - 1, {{ add_months('county.as_of_month', -12) }})
        ) as side (income_year, through_month)

),

household_year as (

    select * from {{ ref('int_household_year') }}
    where
        is_population
        and has_data

),

household_ytd as (

    select * from {{ ref('int_household_ytd') }}
    where
        is_population
        and months_reported > 0

),

heard as (

    select
        compared.as_of_month,
        compared.assessment_year,
        compared.county_code,
        household_year.village_code,
        household_year.household_id,
        household_year.income_year,
        null::date as through_month,
        household_year.net_income,
        household_year.annual_members
    from compared
    inner join household_year
        on
            compared.county_code = household_year.county_code
            and compared.income_year = household_year.income_year
    where compared.is_year_end

    union all

    select
        compared.as_of_month,
        compared.assessment_year,
        compared.county_code,
        household_ytd.village_code,
        household_ytd.household_id,
        household_ytd.income_year,
        household_ytd.month as through_month,
        household_ytd.net_income,
        household_ytd.annual_members
    from compared
    inner join household_ytd
        on
            compared.county_code = household_ytd.county_code
            and compared.through_month = household_ytd.month
    where not compared.is_year_end

),

-- per capita = sum of incomes / sum of their head counts
final as (

    select
        as_of_month,
        assessment_year,
        county_code,
        'growth' as indicator,
        village_code,
        household_id,
        to_char(coalesce(through_month, {{ year_last_month('income_year') }}), 'YYYY-MM') as period,
        jsonb_build_object('income_year', income_year, 'annual_members', annual_members) as facts,
        net_income as amount,
        case when income_year = assessment_year then net_income end as numerator,
        case when income_year < assessment_year then net_income end as denominator,
        annual_members as mean_over,
        null::text as table_name,
        null::bigint as load_id,
        null::integer as row_number,
        income_year,
        through_month
    from heard

)

select * from final
