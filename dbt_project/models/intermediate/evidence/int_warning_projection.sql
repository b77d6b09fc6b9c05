{{ config(materialized='view') }}

-- `not materialized`, here and below, lets PostgreSQL push a filter on months down.
with condition as not materialized (

    select * from {{ ref('int_warning_condition') }}

),

months as (

    select * from {{ ref('int_months') }}

),

file_month as (

    select * from {{ ref('int_population_file_month') }}

),

projection as (

    select * from {{ ref('int_household_projection') }}

),

-- a rule that waits for files repeats the projection of the last month with them
projecting as not materialized (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        case condition.rule
            when 'benefit_stopped' then file_month.assistance_month
            else condition.month
        end as as_of_month
    from condition
    inner join file_month
        on
            condition.household_id = file_month.household_id
            and condition.month = file_month.month
    where
        condition.rule in ('below_range', 'below_line', 'projected_decrease', 'benefit_stopped')

),

final as (

    select
        projecting.household_id,
        projecting.rule,
        projecting.month,
        projecting.as_of_month,
        months.income_year,
        months.year_start_month,
        projection.method
    from projecting
    inner join months on projecting.as_of_month = months.month
    inner join projection
        on
            projecting.household_id = projection.household_id
            and projecting.as_of_month = projection.as_of_month

)

select * from final
