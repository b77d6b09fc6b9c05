{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
    indexes=[
        {'columns': ['month', 'person_id', 'household_id'], 'unique': true},
        {'columns': ['month', 'citizen_id_token']},
        {'columns': ['month', 'household_id']},
    ],
) }}

with roster as (

    select * from {{ ref('stg_household_roster') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched('month') }}

),

authorisation as (

    select * from {{ ref('int_household_authorisation') }}

),

final as (

    select
        household_month.month,
        household_month.income_year,
        roster.person_id,
        -- a placeholder matches no line (feeds.md, Cell values)
        case when roster.citizen_id_kind = 'citizen' then roster.citizen_id_token end
            as citizen_id_token,
        roster.citizen_id_kind,
        household_month.household_id,
        household_month.village_code,
        household_month.county_code,
        household_month.is_population,
        roster.person_status = '正常' as is_present,
        roster.student_status is not null as is_student,
        roster.birth_date,
        coalesce(
            household_month.month >= date_trunc('month', authorisation.authorised_on)::date, false
        ) as is_authorised,
        roster.load_id,
        roster.row_number
    from household_month
    inner join roster
        on
            household_month.roster_month = roster.month
            and household_month.household_id = roster.household_id
    left join authorisation on household_month.household_id = authorisation.household_id

)

select * from final
