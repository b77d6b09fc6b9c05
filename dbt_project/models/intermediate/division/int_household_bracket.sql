with household_year as (

    select * from {{ ref('int_household_year') }}
    where
        is_population
        and has_data

),

projection as (

    select * from {{ ref('int_household_projection') }}

),

brackets as (

    select * from {{ ref('income_brackets') }}

),

latest_month as (

    select * from {{ ref('int_months') }}
    where is_latest_month

),

-- for a finished year its last month counts, for an unfinished year its latest month so far
actual as (

    select
        household_year.household_id,
        household_year.income_year,
        'actual' as measure,
        household_year.village_code,
        household_year.county_code,
        household_year.annual_members,
        household_year.net_income,
        least(
            latest_month.month, {{ year_last_month('household_year.income_year') }}
        ) as month
    from household_year
    left join latest_month on household_year.income_year >= latest_month.income_year

),

projected as (

    select
        projection.household_id,
        projection.income_year,
        'projected' as measure,
        projection.village_code,
        projection.county_code,
        projection.annual_members,
        projection.projected_net as net_income,
        projection.as_of_month as month
    from projection
    inner join latest_month on projection.as_of_month = latest_month.month
    where latest_month.month < latest_month.year_end_month

),

figures as (

    select * from actual
    union all
    select * from projected

),

county_months as (

    select distinct
        month,
        county_code
    from figures

),

range_in_force as (

    {{ monitoring_range_in_force('county_months') }}

),

-- Compares net income with bound × head count, because a rounded quotient could cross the bound. A
-- household below the monitoring range is in the first bracket, whatever the other bounds are.
final as (

    select distinct on (figures.household_id, figures.income_year, figures.measure)
        figures.household_id,
        figures.income_year,
        figures.measure,
        figures.village_code,
        figures.county_code,
        figures.annual_members,
        brackets.bracket,
        brackets.rank
    from figures
    inner join range_in_force
        on
            figures.month = range_in_force.month
            and figures.county_code = range_in_force.county_code
    inner join brackets
        on
            {{ in_force('brackets', 'figures.month') }}
            and (
                brackets.lower_kind = 'none'
                or figures.net_income
                >= greatest(range_in_force.yuan, brackets.lower_yuan) * figures.annual_members
            )
    order by
        figures.household_id asc,
        figures.income_year asc,
        figures.measure asc,
        brackets.rank desc

)

select * from final
