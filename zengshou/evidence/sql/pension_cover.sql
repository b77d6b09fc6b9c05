-- Denominator: members of age, not students, at the latest month of the feed; numerator: status 1.
with county as ({{county}}),
file_month as (
    select max(loads.month) as month
    from county
    inner join staging.stg_loads as loads on county.as_of_month >= loads.month
    where loads.feed = 'social_security' and loads.status = 'accepted'
),
person as (
    select person.*
    from file_month
    inner join intermediate.int_person_month as person on file_month.month = person.month
    inner join intermediate.int_months as months on person.month = months.month
    inner join reference.assessment_parameters as parameter
        on parameter.code = 'pension_min_age'
        and parameter.valid_from_year <= months.income_year
        and (parameter.valid_to_year is null or parameter.valid_to_year >= months.income_year)
    where person.county_code = :county and person.is_population and person.is_present
        and not person.is_student
        and person.birth_date + make_interval(years => parameter.value::integer)
            <= months.month_end_on
),
enrolled as (
    select distinct on (line.citizen_id_token)
        line.citizen_id_token, line.load_id, line.row_number
    from file_month
    inner join staging.stg_social_security as line on file_month.month = line.month
    where line.enrolment_status = '1'
    order by line.citizen_id_token, line.load_id, line.row_number
),
{{cover}}
