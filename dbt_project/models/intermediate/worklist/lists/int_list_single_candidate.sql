{{ config(materialized='view') }}

with person_month as (

    select * from {{ ref('int_person_month') }}
    where
        is_population
        and is_present

),

need as (

    select * from {{ ref('int_household_need_month') }}

),

assistance as (

    select * from {{ ref('int_assistance_person') }}

),

disability as (

    select * from {{ ref('stg_disability') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
standard as materialized (

    select
        month,
        {{ policy('single_support_factor', 'months.month') }} as factor
    from {{ ref('int_months') }} as months

),

-- 一级 or 二级; or 三级 of a mind (5 智力, 6 精神); or seriously ill
burdened as (

    select person_month.*
    from person_month
    left join disability
        on
            person_month.month = disability.month
            and person_month.citizen_id_token = disability.citizen_id_token
    where
        person_month.health like '%患有大病%'
        or disability.disability_level in (1, 2)
        or (disability.disability_level = 3 and disability.disability_class in (5, 6))

),

final as (

    select
        burdened.person_id as subject_key,
        burdened.month,
        burdened.household_id,
        burdened.person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from burdened
    inner join standard on burdened.month = standard.month
    inner join need
        on
            burdened.month = need.month
            and burdened.household_id = need.household_id
    where
        not exists (
            select 1
            from assistance
            where
                assistance.kind in ('dibao', 'tekun')
                and burdened.month = assistance.month
                and burdened.household_id = assistance.household_id
                and burdened.person_id = assistance.person_id
        )
        and (
            exists (
                select 1
                from assistance
                where
                    assistance.kind = 'edge'
                    and burdened.month = assistance.month
                    and burdened.household_id = assistance.household_id
            )
            or (
                not need.is_below_standard
                and need.projected_net < standard.factor * need.standard * need.annual_members
            )
        )

)

select * from final
