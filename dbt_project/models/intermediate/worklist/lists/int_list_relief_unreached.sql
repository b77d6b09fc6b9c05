{{ config(materialized='view') }}

with warning as (

    select * from {{ ref('int_warning') }}
    where
        level = 'red'
        and rule in ('medical_burden', 'income_drop')
        and status <> 'dismissed'

),

assistance as (

    select * from {{ ref('int_assistance_person') }}

),

final as (

    select distinct
        warning.household_id as subject_key,
        warning.month,
        warning.household_id,
        null::text as person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from warning
    where
        not exists (
            select 1
            from assistance
            where
                warning.household_id = assistance.household_id
                and (
                    (
                        assistance.kind in ('dibao', 'tekun')
                        and warning.month = assistance.month
                    )
                    or (
                        assistance.kind = 'relief'
                        and warning.month >= assistance.month
                        and assistance.month >= {{ add_months('warning.month', -2) }}
                    )
                )
        )

)

select * from final
