{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
    indexes=[{'columns': ['month', 'household_id']}],
) }}

with line as (

    select * from {{ ref('int_assistance_line') }}
    where {{ touched('month') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where {{ touched('month') }}

),

final as (

    select
        line.month,
        line.kind,
        person_month.household_id,
        person_month.person_id,
        person_month.village_code,
        person_month.county_code,
        person_month.is_population,
        person_month.is_present,
        person_month.is_authorised,
        line.row_amount,
        line.row_members,
        line.grace_until,
        line.load_id,
        line.row_number
    from line
    inner join person_month
        on
            line.month = person_month.month
            and line.citizen_id_token = person_month.citizen_id_token

)

select * from final
