listed as (
    select roster.person_id, roster.household_id, roster.village_code, roster.load_id,
        roster.row_number
    from file_month
    inner join intermediate.int_roster_in_force as force on file_month.month = force.month
    inner join staging.stg_household_roster as roster on force.roster_month = roster.month
)
select
    person.household_id,
    listed.village_code,
    '成员 ' || person.person_id || case
        when enrolled.load_id is null then '，未参保（花名册行）' else '，已参保（参保行）'
    end as what,
    to_char(person.month, 'YYYY-MM') as period,
    null::numeric as amount,
    (enrolled.load_id is not null)::integer as numerator,
    1 as denominator,
    coalesce(enrolled.load_id, listed.load_id) as load_id,
    coalesce(enrolled.row_number, listed.row_number) as row_number
from person
inner join listed
    on person.person_id = listed.person_id and person.household_id = listed.household_id
left join enrolled on person.citizen_id_token = enrolled.citizen_id_token
