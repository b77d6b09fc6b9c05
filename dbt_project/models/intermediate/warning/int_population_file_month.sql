{{ config(materialized='incremental') }}

{%- set made_from = made_new_from() or '1000-01-01' %}

with loads as (

    select * from {{ ref('stg_loads') }}
    where status = 'accepted'

),

enrolment_file as (

    select distinct month
    from loads
    where
        feed = 'medical_insurance'
        and part = 'enrolment'

),

employment_file as (

    select distinct month
    from loads
    where feed = 'employment'

),

-- the earliest month to read: that of the files in force in the first month to rebuild
first_read as (

    select
        least(
            max(month) filter (where feed = 'employment'),
            max(month) filter (where feed = 'medical_insurance' and part = 'enrolment'),
            '{{ made_from }}'
        ) as month
    from loads
    where month <= '{{ made_from }}'

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where
        is_population
        and month >= (select first_read.month from first_read)

),

-- a stay is a sequence of consecutive months in the population
stayed as (

    select
        household_id,
        month,
        extract(year from month) * 12 + extract(month from month)
        - row_number() over (partition by household_id order by month) as stay
    from household_month

),

file_month as (

    select
        stayed.household_id,
        stayed.month,
        max(enrolment_file.month) over stay_to_date as enrolment_month,
        max(employment_file.month) over stay_to_date as employment_month
    from stayed
    left join enrolment_file on stayed.month = enrolment_file.month
    left join employment_file on stayed.month = employment_file.month
    window
        stay_to_date as (partition by stayed.household_id, stayed.stay order by stayed.month)

),

final as (

    select * from file_month
    where {{ touched('month') }}

)

select * from final
