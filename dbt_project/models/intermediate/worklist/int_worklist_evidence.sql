{{ config(materialized='view') }}

with post as (

    select * from {{ ref('stg_public_post') }}

),

loan as (

    select * from {{ ref('stg_small_loan') }}
    where contract_no is not null

),

land as (

    select * from {{ ref('stg_land_shares') }}

),

project as (

    select * from {{ ref('stg_linkage_project') }}

),

buyer as (

    select * from {{ ref('stg_consumption') }}

),

village as (

    select * from {{ ref('stg_collective_economy') }}

),

final as (

    select
        'post' as subject_kind,
        county_code || '|' || post_no as subject_key,
        month,
        null::text as subject_name,
        load_id,
        row_number
    from post

    union all

    select
        'contract' as subject_kind,
        contract_no as subject_key,
        month,
        null::text as subject_name,
        load_id,
        row_number
    from loan

    union all

    select
        'contract' as subject_kind,
        county_code || '|' || contract_no as subject_key,
        month,
        null::text as subject_name,
        load_id,
        row_number
    from land

    union all

    select
        'project' as subject_kind,
        county_code || '|' || project_no as subject_key,
        month,
        name as subject_name,
        load_id,
        row_number
    from project

    union all

    select
        'unit' as subject_kind,
        county_code || '|' || unit_no as subject_key,
        month,
        unit_name as subject_name,
        load_id,
        row_number
    from buyer

    union all

    select
        'village' as subject_kind,
        village_code as subject_key,
        month,
        village_name as subject_name,
        load_id,
        row_number
    from village

)

select * from final
