{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

-- also the months that no roster or village has reported yet: forms show them
with person_month as (

    select
        month,
        household_id,
        citizen_id_token,
        is_authorised
    from {{ ref('int_person_month') }}
    where
        citizen_id_token is not null
        and {{ touched('month') }}

    union all

    select
        month,
        household_id,
        citizen_id_token,
        is_authorised
    from {{ ref('int_person_coming_month') }}
    where
        citizen_id_token is not null
        and {{ touched('month') }}

),

-- pension paid in the month, whatever month it is for; failed payments are not income
pension as (

    select
        month,
        citizen_id_token,
        'pension' as item,
        amount - coalesce(funeral_grant, 0) as amount
    from {{ ref('stg_social_security') }}
    where
        payment_flag = '1'
        and paid_month = month
        and amount is not null
        and {{ touched('month') }}

),

wage as (

    select
        month,
        citizen_id_token,
        'wage' as item,
        monthly_income as amount
    from {{ ref('stg_employment') }}
    where
        is_working
        and monthly_income is not null
        and {{ touched('month') }}

),

medical as (

    select
        month,
        citizen_id_token,
        'medical' as item,
        out_of_pocket as amount
    from {{ ref('stg_medical_settlement') }}
    where {{ touched('month') }}

),

lines as (

    select * from pension
    union all
    select * from wage
    union all
    select * from medical

),

final as (

    select
        lines.month,
        person_month.household_id,
        lines.item,
        person_month.is_authorised,
        sum(lines.amount) as amount
    from lines
    inner join person_month
        on
            lines.month = person_month.month
            and lines.citizen_id_token = person_month.citizen_id_token
    group by lines.month, person_month.household_id, lines.item, person_month.is_authorised

)

select * from final
