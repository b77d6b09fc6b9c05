{{ config(materialized='view') }}

with person_row as (

    select
        *,
        null::text as subject_key
    from {{ ref('int_source_person_row') }}

),

assistance as (

    select
        'assistance_' || kind as table_name,
        load_id,
        row_number,
        month,
        household_id,
        person_id,
        null::text as subject_key
    from {{ ref('int_assistance_person') }}

),

roster as (

    select
        'household_roster' as table_name,
        load_id,
        row_number,
        month,
        household_id,
        person_id,
        null::text as subject_key
    from {{ ref('int_person_month') }}

),

small_loan as (

    select
        'small_loan' as table_name,
        load_id,
        row_number,
        month,
        household_id,
        person_id,
        contract_no as subject_key
    from {{ ref('int_small_loan') }}

),

post as (

    select
        'public_post' as table_name,
        load_id,
        row_number,
        month,
        household_id,
        person_id,
        subject_key
    from {{ ref('int_post_holder') }}

),

grant_row as (

    select
        'linkage_household' as table_name,
        load_id,
        row_number,
        month,
        household_id,
        person_id,
        null::text as subject_key
    from {{ ref('int_linkage_household_month') }}
    where
        is_of_month
        and mode = '到户奖补'

),

contract as (

    select
        'land_shares' as table_name,
        load_id,
        row_number,
        month,
        null::text as household_id,
        null::text as person_id,
        county_code || '|' || contract_no as subject_key
    from {{ ref('stg_land_shares') }}

),

project as (

    select
        'linkage_project' as table_name,
        load_id,
        row_number,
        month,
        null::text as household_id,
        null::text as person_id,
        county_code || '|' || project_no as subject_key
    from {{ ref('stg_linkage_project') }}

),

village as (

    select
        'collective_economy' as table_name,
        load_id,
        row_number,
        month,
        null::text as household_id,
        null::text as person_id,
        village_code as subject_key
    from {{ ref('stg_collective_economy') }}

),

unit as (

    select
        'consumption' as table_name,
        load_id,
        row_number,
        month,
        null::text as household_id,
        null::text as person_id,
        county_code || '|' || unit_no as subject_key
    from {{ ref('stg_consumption') }}

),

final as (

    select * from person_row
    union all
    select * from assistance
    union all
    select * from roster
    union all
    select * from small_loan
    union all
    select * from post
    union all
    select * from grant_row
    union all
    select * from contract
    union all
    select * from project
    union all
    select * from village
    union all
    select * from unit

)

select * from final
