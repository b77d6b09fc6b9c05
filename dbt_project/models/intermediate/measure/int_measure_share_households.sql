{{ config(materialized='ephemeral') }}

with county as (

    select * from {{ ref('int_measured_county') }}

),

file_in_force as (

    select * from {{ ref('int_file_in_force') }}
    where feed = 'land_shares'

),

contract as (

    select * from {{ ref('stg_land_shares') }}
    where kind in ('土地入股', '资金入股', '设备入股', '林权入股')

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where is_population

),

holder as (

    select distinct
        person_month.county_code,
        person_month.month,
        person_month.household_id
    from file_in_force
    inner join contract
        on
            file_in_force.file_month = contract.month
            and file_in_force.county_code = contract.county_code
    inner join person_month
        on
            file_in_force.month = person_month.month
            and contract.citizen_id_token = person_month.citizen_id_token

),

counted as (

    select
        county_code,
        month,
        1 as numerator,
        0 as denominator
    from holder

    union all

    select
        county_code,
        month,
        0 as numerator,
        households as denominator
    from county

),

final as (

    {{ measure_rows('share_households') }}

)

select * from final
