{{ config(materialized='view') }}

with condition as (

    select * from {{ ref('int_warning_condition') }}

),

file_month as (

    select * from {{ ref('int_population_file_month') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where citizen_id_token is not null

),

roster_in_force as (

    select * from {{ ref('int_roster_in_force') }}

),

roster as (

    select * from {{ ref('stg_household_roster') }}

),

enrolment as (

    select * from {{ ref('stg_medical_enrolment') }}

),

-- The members to be insured. A missing enrolment line has no row to show, so the roster row of the
-- member is the evidence. The month is that of the latest file. `not materialized` lets PostgreSQL
-- push a filter on months down.
member as not materialized (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        person_month.month as file_month,
        person_month.person_id,
        person_month.citizen_id_token
    from condition
    inner join file_month
        on
            condition.household_id = file_month.household_id
            and condition.month = file_month.month
    inner join person_month
        on
            condition.household_id = person_month.household_id
            and file_month.enrolment_month = person_month.month
    where
        condition.rule = 'uninsured'
        and person_month.is_present

),

member_row as (

    select
        member.household_id,
        member.rule,
        member.month,
        'household_roster' as table_name,
        roster.load_id,
        roster.row_number
    from member
    inner join roster_in_force on member.file_month = roster_in_force.month
    inner join roster
        on
            roster_in_force.roster_month = roster.month
            and member.household_id = roster.household_id
            and member.person_id = roster.person_id

),

enrolment_row as (

    select
        member.household_id,
        member.rule,
        member.month,
        'medical_enrolment' as table_name,
        enrolment.load_id,
        enrolment.row_number
    from member
    inner join enrolment
        on
            member.file_month = enrolment.month
            and member.citizen_id_token = enrolment.citizen_id_token

),

final as (

    select * from member_row
    union all
    select * from enrolment_row

)

select * from final
