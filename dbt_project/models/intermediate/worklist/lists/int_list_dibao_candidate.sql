{{ config(materialized='view') }}

with need as (

    select * from {{ ref('int_household_need_month') }}
    where
        not has_labour
        and is_below_standard

),

assisted as (

    select * from {{ ref('int_assistance_person') }}
    where kind in ('dibao', 'tekun')

),

final as (

    select
        need.household_id as subject_key,
        need.month,
        need.household_id,
        null::text as person_id,
        null::text as county_code,
        null::text as village_code,
        need.standard - need.projected_per_capita as amount
    from need
    where
        not exists (
            select 1
            from assisted
            where
                need.month = assisted.month
                and need.household_id = assisted.household_id
        )

)

select * from final
