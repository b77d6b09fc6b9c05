{{ config(materialized='view') }}

-- the departments that paid a person in a month (measures.md, paid_after_death)
with person_month as (

    select * from {{ ref('int_person_month') }}
    where not is_present

),

paid as (

    select
        month,
        citizen_id_token,
        '民政局' as owner
    from {{ ref('int_assistance_line') }}
    where kind in ('dibao', 'tekun')

    union distinct

    select
        month,
        citizen_id_token,
        '残联' as owner
    from {{ ref('stg_disability') }}
    where living_allowance + nursing_allowance > 0

    union distinct

    select
        month,
        citizen_id_token,
        '人社局' as owner
    from {{ ref('stg_public_post') }}
    where pay > 0

    union distinct

    select
        month,
        citizen_id_token,
        '人社局' as owner
    from {{ ref('int_pension_line') }}
    group by month, citizen_id_token
    having sum(amount) > 0

),

final as (

    select distinct
        person_month.person_id,
        person_month.citizen_id_token,
        person_month.household_id,
        person_month.month,
        paid.owner
    from person_month
    inner join paid
        on
            person_month.month = paid.month
            and person_month.citizen_id_token = paid.citizen_id_token

)

select * from final
