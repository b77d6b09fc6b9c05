{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with project as (

    select * from {{ ref('int_linkage_project_month') }}
    where
        is_of_month
        and {{ touched('month') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
months as materialized (

    select
        month,
        {{ policy('trail_tolerance_yuan', 'months.month') }} as tolerance_yuan,
        {{ policy('trail_tolerance_share', 'months.month') }} as tolerance_share
    from {{ ref('int_months') }} as months

),

household as (

    select * from {{ ref('int_funds_trail_household') }}
    where {{ touched('month') }}

),

listed as (

    select
        month,
        county_code,
        link_no as project_no,
        count(*) as link_rows,
        sum(due_amount) as due,
        sum(paid_amount) as paid
    from {{ ref('stg_linkage_household') }}
    where
        link_kind = 'project'
        and {{ touched('month') }}
    group by month, county_code, link_no

),

reached as (

    select
        month,
        county_code,
        project_no,
        sum(link_rows) as link_rows,
        sum(due) as due,
        sum(paid) as paid
    from household
    group by month, county_code, project_no

),

-- what reaches no household, also of a project without 带动户 rows
unreached as (

    select
        project.month,
        project.county_code,
        project.project_no,
        coalesce(listed.due, 0) - coalesce(reached.due, 0) as due,
        coalesce(listed.paid, 0) - coalesce(reached.paid, 0) as paid
    from project
    left join listed
        on
            project.month = listed.month
            and project.county_code = listed.county_code
            and project.project_no = listed.project_no
    left join reached
        on
            project.month = reached.month
            and project.county_code = reached.county_code
            and project.project_no = reached.project_no
    where
        reached.project_no is null
        or listed.link_rows > reached.link_rows

),

trail as (

    select
        month,
        county_code,
        project_no,
        household_id,
        due,
        paid,
        paid_months,
        lacks_report,
        declared
    from household

    union all

    select
        month,
        county_code,
        project_no,
        null::text as household_id,
        due,
        paid,
        null::text as paid_months,
        false as lacks_report,
        0::numeric as declared
    from unreached

),

-- the first that holds
final as (

    select
        trail.month,
        trail.county_code || '|' || trail.project_no || '|' || coalesce(trail.household_id, '')
            as trail_id,
        trail.county_code,
        trail.project_no,
        project.project_name,
        trail.household_id,
        project.category,
        project.allotted,
        project.spent,
        trail.due,
        trail.paid,
        trail.paid_months,
        trail.declared,
        case
            when project.spent = 0 then 'not_spent'
            when trail.household_id is null then 'not_linked'
            when trail.paid < trail.due then 'not_paid'
            when trail.paid > 0 and trail.paid_months is null then 'no_date'
            when trail.lacks_report then 'no_report'
            when
                trail.declared
                < trail.paid - greatest(months.tolerance_yuan, months.tolerance_share * trail.paid)
                then 'not_declared'
            else 'reached'
        end as stage
    from trail
    inner join project
        on
            trail.month = project.month
            and trail.county_code = project.county_code
            and trail.project_no = project.project_no
    inner join months on trail.month = months.month

)

select * from final
