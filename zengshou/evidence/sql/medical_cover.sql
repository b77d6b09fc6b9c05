-- Denominator: members of the population at the latest month with an enrolment file; numerator: enrolled.
with county as ({{county}}),
file_month as (
    select max(loads.month) as month
    from county
    inner join staging.stg_loads as loads on county.as_of_month >= loads.month
    where loads.feed = 'medical_insurance' and loads.status = 'accepted'
        and loads.part = 'enrolment'
),
person as (
    select person.*
    from file_month
    inner join intermediate.int_person_month as person on file_month.month = person.month
    where person.county_code = :county and person.is_population and person.is_present
),
enrolled as (
    select distinct on (line.citizen_id_token)
        line.citizen_id_token, line.load_id, line.row_number
    from file_month
    inner join staging.stg_medical_enrolment as line on file_month.month = line.month
    where line.enrolment_status = '1'
    order by line.citizen_id_token, line.load_id, line.row_number
),
{{cover}}
