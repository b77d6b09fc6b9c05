{{ config(materialized='view') }}

with county as (

    select * from {{ ref('int_assessed_county') }}

),

file_in_force as (

    select * from {{ ref('int_file_in_force') }}
    where feed = 'linkage_projects'

),

project as (

    select * from {{ ref('int_linkage_project_month') }}

),

-- a file in which nothing was spent yet is no evidence
project_row as (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        project.file_month,
        jsonb_build_object('project_no', project.project_no, 'category', project.category) as facts,
        project.spent_public as amount,
        case when project.category = 'industry' then project.spent_public else 0 end as numerator,
        project.spent_public as denominator,
        'linkage_project' as table_name,
        project.load_id,
        project.row_number
    from county
    inner join project
        on
            county.as_of_month = project.month
            and county.county_code = project.county_code
    where project.spent_public > 0

),

-- a county that sent nothing has 0 / 0 as soon as another county has sent a file
silent as (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        null::date as file_month,
        null::jsonb as facts,
        null::numeric as amount,
        0 as numerator,
        0 as denominator,
        null::text as table_name,
        null::bigint as load_id,
        null::integer as row_number
    from county
    left join file_in_force as own
        on
            county.as_of_month = own.month
            and county.county_code = own.county_code
    where
        own.load_id is null
        and county.as_of_month in (select file_in_force.month from file_in_force)

),

counted as (

    select * from project_row
    union all
    select * from silent

),

final as (

    select
        as_of_month,
        assessment_year,
        county_code,
        'industry_funds' as indicator,
        null::text as village_code,
        null::text as household_id,
        to_char(coalesce(file_month, as_of_month), 'YYYY-MM') as period,
        coalesce(facts, '{}'::jsonb) as facts,
        amount,
        numerator,
        denominator,
        null::integer as mean_over,
        table_name,
        load_id,
        row_number,
        null::integer as income_year,
        null::date as through_month
    from counted

)

select * from final
