{{ config(materialized='ephemeral') }}

-- the first month of the calendar year with a subsidy for land
with sown as (

    select
        citizen_id_token,
        date_trunc('year', month)::date as year_start,
        min(month) as first_month
    from {{ ref('stg_farm_subsidy') }}
    where
        area > 0
        and payment_status <> '发放失败'
    group by citizen_id_token, date_trunc('year', month)

),

file_in_force as (

    select distinct
        month,
        file_month
    from {{ ref('int_file_in_force') }}
    where feed = 'farm_insurance'

),

policy as (

    select * from {{ ref('stg_insurance_policy') }}
    where insured_object in ('水稻', '玉米', '小麦', '大豆')

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where is_population

),

grower as (

    select distinct
        person_month.county_code,
        person_month.month,
        person_month.household_id
    from sown
    inner join person_month
        on
            sown.citizen_id_token = person_month.citizen_id_token
            and sown.year_start = date_trunc('year', person_month.month)
            and sown.first_month <= person_month.month

),

insured as (

    select distinct
        person_month.month,
        person_month.household_id
    from file_in_force
    inner join policy on file_in_force.file_month = policy.month
    inner join person_month
        on
            file_in_force.month = person_month.month
            and policy.citizen_id_token = person_month.citizen_id_token

),

counted as (

    select
        grower.county_code,
        grower.month,
        (insured.household_id is not null)::integer as numerator,
        1 as denominator
    from grower
    left join insured
        on
            grower.month = insured.month
            and grower.household_id = insured.household_id

),

final as (

    {{ measure_rows('crop_insured') }}

)

select * from final
