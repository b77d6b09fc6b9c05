{{ config(materialized='view') }}

with project as (

    select * from {{ ref('int_linkage_project_month') }}
    where is_of_month

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
pace as materialized (

    select
        month,
        extract(month from month) as months,
        {{ policy('slow_project_slack', 'months.month') }} as slack,
        extract(month from month) >= {{ policy('slow_project_start_month', 'months.month') }}
            as is_start_due
    from {{ ref('int_months') }} as months

),

final as (

    select
        project.county_code || '|' || project.project_no as subject_key,
        project.month,
        null::text as household_id,
        null::text as person_id,
        project.county_code,
        {{ first_village('project.village_codes') }} as village_code,
        project.allotted - project.spent as amount
    from project
    inner join pace on project.month = pace.month
    where
        (project.status = '未开工' and pace.is_start_due)
        -- spent / allotted < months / 12 - slack, without a rounded quotient
        or (
            project.allotted > 0
            and 12 * project.spent < (pace.months - 12 * pace.slack) * project.allotted
        )

)

select * from final
