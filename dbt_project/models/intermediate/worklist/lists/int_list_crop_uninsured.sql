{{ config(materialized='view') }}

with subsidy as (

    select * from {{ ref('stg_farm_subsidy') }}
    where
        area > 0
        and payment_status <> '发放失败'

),

policy_line as (

    select * from {{ ref('stg_insurance_policy') }}
    where insured_object in ('水稻', '玉米', '小麦', '大豆')

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
season as materialized (

    select month
    from {{ ref('int_months') }} as months
    where extract(month from month) >= {{ policy('crop_season_month', 'months.month') }}

),

farming as (

    select distinct
        person_month.month,
        person_month.household_id
    from person_month
    inner join season on person_month.month = season.month
    inner join subsidy
        on
            person_month.citizen_id_token = subsidy.citizen_id_token
            and person_month.month >= subsidy.month
            and extract(year from person_month.month) = extract(year from subsidy.month)

),

insured as (

    select
        person_month.month,
        person_month.household_id
    from person_month
    inner join policy_line
        on
            person_month.month = policy_line.month
            and person_month.citizen_id_token = policy_line.citizen_id_token

),

final as (

    select
        farming.household_id as subject_key,
        farming.month,
        farming.household_id,
        null::text as person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from farming
    where
        not exists (
            select 1
            from insured
            where
                farming.month = insured.month
                and farming.household_id = insured.household_id
        )

)

select * from final
