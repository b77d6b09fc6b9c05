{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

-- a village fills in its form of a month before the month has a report or a roster of its own
with person_month as (

    select
        month,
        household_id,
        citizen_id_token
    from {{ ref('int_person_month') }}
    where
        citizen_id_token is not null
        and is_authorised
        and {{ touched('month') }}

    union all

    select
        month,
        household_id,
        citizen_id_token
    from {{ ref('int_person_coming_month') }}
    where
        citizen_id_token is not null
        and is_authorised
        and {{ touched('month') }}

),

employment as (

    select * from {{ ref('stg_employment') }}
    where
        is_working
        and {{ touched('month') }}

),

departmental as (

    select * from {{ ref('int_household_departmental_month') }}
    where
        is_authorised
        and item in ('pension', 'medical')
        and {{ touched('month') }}

),

-- The form has wages by kind of work. Channels without their own column count as 务工收入, as in the
-- reconciliation.
wage as (

    select
        person_month.month,
        person_month.household_id,
        case employment.channel
            when '公益性岗位' then 'wage_public_post'
            when '就业帮扶车间' then 'wage_workshop'
            else 'wage_migrant'
        end as item,
        employment.monthly_income as amount
    from employment
    inner join person_month
        on
            employment.month = person_month.month
            and employment.citizen_id_token = person_month.citizen_id_token

),

pension_and_medical as (

    select
        month,
        household_id,
        case item when 'pension' then 'tr_pension' else 'out_medical' end as item,
        amount
    from departmental

),

together as (

    select * from wage
    union all
    select * from pension_and_medical

),

final as (

    select
        month,
        household_id,
        item,
        sum(amount) as amount
    from together
    group by month, household_id, item
    -- the form accepts no negative amount (V03), and 0 needs no confirmation
    having sum(amount) > 0

)

select * from final
