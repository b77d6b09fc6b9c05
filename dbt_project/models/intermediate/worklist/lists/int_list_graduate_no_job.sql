{{ config(materialized='view') }}

with student as (

    select * from {{ ref('stg_training_student') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

employment as (

    select * from {{ ref('stg_employment') }}
    where is_working

),

last_row as (

    select distinct on (month, citizen_id_token) *
    from student
    order by month asc, citizen_id_token asc, row_number desc

),

final as (

    select
        person_month.person_id as subject_key,
        person_month.month,
        person_month.household_id,
        person_month.person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from last_row
    inner join person_month
        on
            last_row.month = person_month.month
            and last_row.citizen_id_token = person_month.citizen_id_token
    where
        last_row.destination = '未就业'
        and last_row.graduated_in <= last_row.month
        and not exists (
            select 1
            from employment
            where
                last_row.month = employment.month
                and last_row.citizen_id_token = employment.citizen_id_token
        )

)

select * from final
