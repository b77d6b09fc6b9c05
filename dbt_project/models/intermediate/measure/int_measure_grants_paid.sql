{{ config(materialized='ephemeral') }}

with file_in_force as (

    select * from {{ ref('int_file_in_force') }}
    where feed = 'linkage_projects'

),

link as (

    select * from {{ ref('stg_linkage_household') }}
    where mode = '到户奖补'

),

counted as (

    select
        file_in_force.county_code,
        file_in_force.month,
        least(link.paid_amount, link.due_amount) as numerator,
        link.due_amount as denominator
    from file_in_force
    inner join link
        on
            file_in_force.file_month = link.month
            and file_in_force.county_code = link.county_code

),

final as (

    {{ measure_rows('grants_paid') }}

)

select * from final
