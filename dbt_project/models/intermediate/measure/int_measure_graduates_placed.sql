{{ config(materialized='ephemeral') }}

with file_in_force as (

    select distinct
        month,
        file_month
    from {{ ref('int_file_in_force') }}
    where feed = 'training'

),

-- a student's last row in the file
last_row as (

    select distinct on (month, citizen_id_token)
        month,
        citizen_id_token,
        graduated_in,
        destination
    from {{ ref('stg_training_student') }}
    order by month asc, citizen_id_token asc, row_number desc

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where is_population

),

counted as (

    select
        person_month.county_code,
        person_month.month,
        (last_row.destination in ('就业', '升学', '参军'))::integer as numerator,
        1 as denominator
    from file_in_force
    inner join last_row on file_in_force.file_month = last_row.month
    inner join person_month
        on
            file_in_force.month = person_month.month
            and last_row.citizen_id_token = person_month.citizen_id_token
    where
        last_row.graduated_in
        between date_trunc('year', person_month.month) and person_month.month

),

final as (

    {{ measure_rows('graduates_placed') }}

)

select * from final
