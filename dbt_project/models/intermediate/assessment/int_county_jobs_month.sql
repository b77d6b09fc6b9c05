{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with months as (

    select * from {{ ref('int_months') }}
    where {{ touched('month') }}

),

loads as (

    select * from {{ ref('stg_loads') }}

),

counties as (

    select division_code as county_code
    from {{ ref('division_register') }}
    where level = 'county'

),

employment as (

    select * from {{ ref('stg_employment') }}
    where
        is_working
        and {{ touched('month') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where {{ touched('month') }}

),

file_month as (

    select distinct month
    from loads
    where
        feed = 'employment'
        and status = 'accepted'

),

working as (

    select
        person_month.month,
        person_month.county_code,
        count(distinct person_month.person_id) as jobs,
        count(distinct person_month.person_id) filter (
            where employment.channel = '公益性岗位'
        ) as public_posts
    from employment
    inner join person_month
        on
            employment.month = person_month.month
            and employment.citizen_id_token = person_month.citizen_id_token
    group by person_month.month, person_month.county_code

),

-- a month with a file counts also where nobody worked, one without a file does not
final as (

    select
        counties.county_code,
        months.month,
        months.income_year,
        months.month_of_year,
        coalesce(working.jobs, 0)::numeric as jobs,
        coalesce(working.public_posts, 0)::numeric as public_posts
    from months
    inner join file_month on months.month = file_month.month
    cross join counties
    left join working
        on
            months.month = working.month
            and counties.county_code = working.county_code

)

select * from final
