{{ config(meta={'made_new': 'by_year'}) }}

with projection as (

    select * from {{ ref('int_household_projection') }}
    where {{ touched_year('income_year') }}

),

household_year as (

    select * from {{ ref('int_household_year') }}
    where has_data

),

finished_year as (

    select income_year
    from {{ ref('int_months') }}
    where month = year_end_month

),

-- each projection of a finished year with the actual result of the year
compared as (

    select
        projection.income_year,
        projection.month_of_year as months_elapsed,
        projection.method,
        projection.annual_members,
        projection.projected_net,
        household_year.net_income as actual_net,
        household_year.annual_members as actual_members,
        projection.projected_per_capita - household_year.per_capita as error,
        projection.projected_net * household_year.prior_annual_members
        < household_year.prior_net_income * projection.annual_members as decrease_projected,
        household_year.net_income * household_year.prior_annual_members
        < household_year.prior_net_income * household_year.annual_members as decreased
    from projection
    inner join finished_year on projection.income_year = finished_year.income_year
    inner join household_year
        on
            projection.household_id = household_year.household_id
            and projection.income_year = household_year.income_year

),

summed as (

    select
        income_year,
        months_elapsed,
        method,
        count(*)::integer as households,
        sum(projected_net) / sum(annual_members) as projected_per_capita,
        sum(actual_net) / sum(actual_members) as actual_per_capita,
        avg(abs(error)) as mean_absolute_error,
        percentile_disc(0.5) within group (order by abs(error)) as median_absolute_error,
        count(*) filter (where decrease_projected)::integer as decreases_projected,
        count(*) filter (where decreased)::integer as decreases,
        count(*) filter (where decrease_projected and decreased)::integer as decreases_foreseen
    from compared
    group by income_year, months_elapsed, method

),

final as (

    select
        income_year,
        months_elapsed,
        method,
        households,
        projected_per_capita,
        actual_per_capita,
        projected_per_capita / nullif(actual_per_capita, 0) - 1 as bias,
        mean_absolute_error,
        median_absolute_error,
        decreases_projected,
        decreases,
        decreases_foreseen,
        decreases_foreseen::numeric / nullif(decreases_projected, 0) as decrease_precision,
        decreases_foreseen::numeric / nullif(decreases, 0) as decrease_recall
    from summed

)

select * from final
