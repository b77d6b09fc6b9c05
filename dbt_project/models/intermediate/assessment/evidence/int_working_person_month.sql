{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with employment as (

    select * from {{ ref('stg_employment') }}
    where
        is_working
        and {{ touched('month') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where {{ touched('month') }}

),

line as (

    select
        person_month.month,
        person_month.county_code,
        person_month.village_code,
        person_month.household_id,
        person_month.person_id,
        counted.indicator,
        employment.channel,
        employment.monthly_income,
        employment.load_id,
        employment.row_number
    from employment
    inner join person_month
        on
            employment.month = person_month.month
            and employment.citizen_id_token = person_month.citizen_id_token
    cross join
        lateral (
            values
            ('jobs_kept', true),
            ('public_posts_kept', employment.channel = '公益性岗位')
        ) as counted (indicator, is_counted)
    where counted.is_counted

),

-- a person with several lines is one job
final as (

    select distinct on (household_id, person_id, month, indicator) *
    from line
    order by
        household_id asc, person_id asc, month asc, indicator asc, load_id asc, row_number asc

)

select * from final
