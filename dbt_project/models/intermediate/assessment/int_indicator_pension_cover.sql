{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'as_of_month'},
) }}

with county as (

    select * from {{ ref('int_assessed_county') }}
    where {{ touched('as_of_month') }}

),

parameters as (

    select * from {{ ref('assessment_parameters') }}

),

months as (

    select * from {{ ref('int_months') }}

),

received as (

    select distinct month
    from {{ ref('stg_loads') }}
    where
        feed = 'social_security'
        and status = 'accepted'

),

file_month as (

    select
        months.month,
        months.month_end_on,
        parameters.value::integer as min_age
    from months
    inner join received on months.month = received.month
    inner join parameters
        on
            parameters.code = 'pension_min_age'
            and {{ in_force_in_year('parameters', 'months.income_year') }}

),

latest_file as (

    {{ latest_file() }}

),

-- asked as an array, which is known before the months' rows are looked for
counted_file as (

    select distinct month from latest_file

),

enrolled as (

    select distinct
        month,
        citizen_id_token
    from {{ ref('stg_social_security') }}
    where
        enrolment_status = '1'
        and month = any(array(select counted_file.month from counted_file))

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

-- of unknown age (placeholder IDs) is not of age
covered as (

    select
        person_month.month,
        person_month.county_code,
        count(enrolled.citizen_id_token) as numerator,
        count(*) as denominator
    from person_month
    inner join file_month on person_month.month = file_month.month
    left join enrolled
        on
            person_month.month = enrolled.month
            and person_month.citizen_id_token = enrolled.citizen_id_token
    where
        person_month.is_population
        and person_month.is_present
        and person_month.month = any(array(select counted_file.month from counted_file))
        and not person_month.is_student
        and person_month.birth_date + make_interval(years => file_month.min_age)
        <= file_month.month_end_on
    group by person_month.month, person_month.county_code

),

counted as (

    select
        latest_file.assessment_year,
        latest_file.as_of_month,
        latest_file.county_code,
        covered.numerator,
        covered.denominator
    from latest_file
    inner join covered
        on
            latest_file.month = covered.month
            and latest_file.county_code = covered.county_code

),

final as (

    {{ indicator_rows('pension_cover') }}

)

select * from final
