{{ config(materialized='view') }}

with person_month as (

    select * from {{ ref('int_person_month') }}
    where not is_present

),

assistance as (

    select
        month,
        citizen_id_token
    from {{ ref('int_assistance_line') }}
    where kind in ('dibao', 'tekun')

),

disability as (

    select
        month,
        citizen_id_token
    from {{ ref('stg_disability') }}
    where living_allowance + nursing_allowance > 0

),

post as (

    select
        month,
        citizen_id_token
    from {{ ref('stg_public_post') }}
    where pay > 0

),

pension as (

    select
        month,
        citizen_id_token
    from {{ ref('int_pension_line') }}
    group by month, citizen_id_token
    having sum(amount) > 0

),

paid as (

    select * from assistance
    union distinct
    select * from disability
    union distinct
    select * from post
    union distinct
    select * from pension

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
    from person_month
    inner join person_month as month_before
        on
            person_month.citizen_id_token = month_before.citizen_id_token
            and person_month.month = {{ add_months('month_before.month', 1) }}
    inner join paid
        on
            person_month.month = paid.month
            and person_month.citizen_id_token = paid.citizen_id_token

)

select * from final
