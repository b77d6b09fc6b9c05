{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
    indexes=[
        {'columns': ['month', 'citizen_id_token']},
        {'columns': ['month', 'household_id']},
    ],
) }}

with roster as (

    select * from {{ ref('stg_household_roster') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched('month') }}

),

authorisation as (

    select * from {{ ref('int_household_authorisation') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
labour_age as materialized (

    select
        month,
        month_end_on,
        {{ policy('labour_age_least', 'months.month') }} as least,
        {{ policy('labour_age_most', 'months.month') }} as most
    from {{ ref('int_months') }} as months
    where {{ touched('month') }}

),

listed as (

    select
        household_month.month,
        household_month.income_year,
        roster.person_id,
        -- a placeholder matches no line (feeds.md, Cell values)
        case when roster.citizen_id_kind = 'citizen' then roster.citizen_id_token end
            as citizen_id_token,
        roster.citizen_id_kind,
        household_month.household_id,
        household_month.village_code,
        household_month.county_code,
        household_month.is_population,
        roster.person_status = '正常' as is_present,
        roster.student_status is not null as is_student,
        roster.birth_date,
        extract(year from labour_age.month_end_on) - extract(year from roster.birth_date) as years,
        labour_age.month_end_on,
        labour_age.least,
        labour_age.most,
        roster.health,
        roster.labour_skill,
        coalesce(
            household_month.month >= date_trunc('month', authorisation.authorised_on)::date, false
        ) as is_authorised,
        roster.load_id,
        roster.row_number
    from household_month
    inner join roster
        on
            household_month.roster_month = roster.month
            and household_month.household_id = roster.household_id
    inner join labour_age on household_month.month = labour_age.month
    left join authorisation on household_month.household_id = authorisation.household_id

),

-- a person without a valid ID has no age
aged as (

    select
        *,
        (
            years
            - (birth_date + make_interval(years => years::integer) > month_end_on)::integer
        )::integer as age
    from listed

),

final as (

    select
        month,
        income_year,
        person_id,
        citizen_id_token,
        citizen_id_kind,
        household_id,
        village_code,
        county_code,
        is_population,
        is_present,
        is_student,
        birth_date,
        age,
        health,
        case
            when not is_present or is_student then null
            when not coalesce(age between least and most, false) then null
            when labour_skill in ('普通劳动力', '技能劳动力') then 'able'
            when labour_skill = '弱劳动力或半劳动力' then 'weak'
        end as labour,
        is_authorised,
        load_id,
        row_number
    from aged

)

select * from final
