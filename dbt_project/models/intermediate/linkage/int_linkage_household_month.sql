{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
    indexes=[{'columns': ['month', 'household_id']}],
) }}

with file_in_force as (

    select * from {{ ref('int_file_in_force') }}
    where
        feed = 'linkage_projects'
        and {{ touched('month') }}

),

link as (

    select * from {{ ref('stg_linkage_household') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where {{ touched('month') }}

),

final as (

    select
        file_in_force.month,
        file_in_force.file_month,
        file_in_force.is_of_month,
        person_month.household_id,
        person_month.person_id,
        person_month.village_code,
        person_month.county_code,
        person_month.is_population,
        person_month.is_authorised,
        link.county_code as link_county_code,
        link.link_no,
        link.link_kind,
        link.mode,
        link.is_courtyard,
        link.due_amount,
        link.paid_amount,
        link.paid_on,
        link.load_id,
        link.row_number
    from file_in_force
    inner join link
        on
            file_in_force.file_month = link.month
            and file_in_force.county_code = link.county_code
    inner join person_month
        on
            file_in_force.month = person_month.month
            and link.citizen_id_token = person_month.citizen_id_token

)

select * from final
