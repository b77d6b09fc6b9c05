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

pension as (

    select
        month,
        citizen_id_token,
        'pension' as item,
        amount
    from {{ ref('int_pension_line') }}
    where {{ touched('month') }}

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

-- the money of a row is divided equally over its members
dibao as (

    select
        month,
        citizen_id_token,
        'dibao' as item,
        row_amount / row_members as amount
    from {{ ref('int_assistance_line') }}
    where
        kind = 'dibao'
        and {{ touched('month') }}

),

tekun as (

    select
        month,
        citizen_id_token,
        'tekun' as item,
        total_amount as amount
    from {{ ref('stg_assistance_tekun') }}
    where
        support_kind = '分散供养'
        and {{ touched('month') }}

),

relief as (

    select
        month,
        citizen_id_token,
        'relief' as item,
        amount
    from {{ ref('stg_assistance_relief') }}
    where {{ touched('month') }}

),

farm_subsidy as (

    select
        month,
        citizen_id_token,
        'farm_subsidy' as item,
        amount
    from {{ ref('stg_farm_subsidy') }}
    where
        payment_status = '已发放'
        and {{ touched('month') }}

),

lines as (

    select * from pension
    union all
    select * from wage
    union all
    select * from medical
    union all
    select * from dibao
    union all
    select * from tekun
    union all
    select * from relief
    union all
    select * from farm_subsidy

),

final as (

    select
        lines.month,
        person_month.household_id,
        lines.item,
        person_month.is_authorised,
        {{ settled('sum(lines.amount)') }} as amount
    from lines
    inner join person_month
        on
            lines.month = person_month.month
            and lines.citizen_id_token = person_month.citizen_id_token
    group by lines.month, person_month.household_id, lines.item, person_month.is_authorised

)

select * from final
