{{ config(meta={
    'made_new': 'by_month',
    'rests_on_authorisations': true,
    'repartitioned_by': 'row_number',
}) }}

with trail as (

    select * from {{ ref('int_funds_trail') }}
    where {{ touched('month') }}

),

project as (

    select * from {{ ref('int_linkage_project_month') }}
    where
        is_of_month
        and {{ touched('month') }}

),

link as (

    select * from {{ ref('int_linkage_household_month') }}
    where
        is_of_month
        and link_kind = 'project'
        and {{ touched('month') }}

),

listed as (

    select * from {{ ref('stg_linkage_household') }}
    where
        link_kind = 'project'
        and {{ touched('month') }}

),

loads as (

    select * from {{ ref('stg_loads') }}

),

-- household_id is null for rows that reach none
link_row as (

    select
        listed.month,
        listed.county_code,
        listed.link_no as project_no,
        link.household_id,
        listed.load_id,
        listed.row_number
    from listed
    left join link
        on
            listed.month = link.month
            and listed.load_id = link.load_id
            and listed.row_number = link.row_number

),

source_row as (

    select
        trail.trail_id,
        trail.month,
        'linkage_project' as table_name,
        project.load_id,
        project.row_number
    from trail
    inner join project
        on
            trail.month = project.month
            and trail.county_code = project.county_code
            and trail.project_no = project.project_no

    union all

    select
        trail.trail_id,
        trail.month,
        'linkage_household' as table_name,
        link_row.load_id,
        link_row.row_number
    from trail
    inner join link_row
        on
            trail.month = link_row.month
            and trail.county_code = link_row.county_code
            and trail.project_no = link_row.project_no
            and trail.household_id is not distinct from link_row.household_id

),

final as (

    select
        source_row.trail_id,
        trail.county_code,
        source_row.month,
        trail.household_id,
        source_row.table_name,
        loads.feed,
        loads.period,
        loads.file_name,
        source_row.load_id,
        source_row.row_number::integer as row_number
    from source_row
    inner join trail
        on
            source_row.trail_id = trail.trail_id
            and source_row.month = trail.month
    inner join loads on source_row.load_id = loads.load_id

)

select * from final
