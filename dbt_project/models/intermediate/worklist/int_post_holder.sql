{{ config(materialized='view') }}

with post as (

    select * from {{ ref('stg_public_post') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}

),

final as (

    select
        post.county_code || '|' || post.post_no as subject_key,
        post.month,
        post.county_code,
        post.village_code,
        post.funding,
        post.agreed_to,
        post.is_village_official,
        post.days_worked,
        post.pay,
        post.citizen_id_token,
        person_month.person_id,
        person_month.age,
        person_month.household_id,
        household_month.household_type,
        household_month.monitored_kind,
        post.load_id,
        post.row_number
    from post
    inner join person_month
        on
            post.month = person_month.month
            and post.citizen_id_token = person_month.citizen_id_token
    inner join household_month
        on
            person_month.month = household_month.month
            and person_month.household_id = household_month.household_id

)

select * from final
