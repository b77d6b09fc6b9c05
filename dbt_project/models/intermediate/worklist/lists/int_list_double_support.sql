{{ config(materialized='view') }}

with assistance as (

    select * from {{ ref('int_assistance_person') }}
    where kind in ('dibao', 'tekun')

),

final as (

    select
        person_id as subject_key,
        month,
        household_id,
        person_id,
        null::text as county_code,
        null::text as village_code,
        null::numeric as amount
    from assistance
    group by month, household_id, person_id
    having
        count(*) filter (where kind = 'dibao') >= 2
        or count(distinct kind) = 2

)

select * from final
