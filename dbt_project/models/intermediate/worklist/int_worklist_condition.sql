{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

{%- set made_from = made_new_from() %}

with recursive

holding as (

    select * from {{ ref('int_worklist_holding') }}
    where {{ touched('month') }}

    {%- if made_from %}

    union all

    -- what still runs in the last month that this build keeps
    select * from {{ this }}
    where month = {{ add_months("'" ~ made_from ~ "'::date", -1) }}
    {%- endif %}

),

months as (

    select * from {{ ref('int_months') }}
    where {{ touched('month') }}

),

file as (

    select * from {{ ref('int_worklist_file') }}

),

authorisation as (

    select * from {{ ref('int_household_authorisation') }}

),

-- where the people and households of items are, while the items may run
place as materialized (

    select
        month,
        'person' as kind,
        person_id as subject,
        household_id,
        county_code,
        village_code
    from {{ ref('int_person_month') }}
    where
        is_population
        and is_authorised
        and person_id in (select holding.person_id from holding)
        and {{ touched('month') }}

    union all

    select
        household_month.month,
        'household' as kind,
        household_month.household_id as subject,
        household_month.household_id,
        household_month.county_code,
        household_month.village_code
    from {{ ref('int_household_month') }} as household_month
    inner join authorisation
        on
            household_month.household_id = authorisation.household_id
            and household_month.month >= date_trunc('month', authorisation.authorised_on)::date
    where
        household_month.is_population
        and household_month.household_id in (
            select holding.household_id from holding
            where holding.person_id is null
        )
        and {{ touched('household_month.month') }}

),

-- An item runs on, month by month, until its list's files are there or its people are gone.
running as (

    select * from holding

    union all

    select
        running.list,
        running.subject_key,
        months.month,
        place.household_id,
        running.person_id,
        running.file_county_code,
        coalesce(place.county_code, running.county_code) as county_code,
        case when place.subject is null then running.village_code else place.village_code end
            as village_code,
        running.amount,
        running.file_month
    from running
    inner join months on months.month = {{ add_months('running.month', 1) }}
    left join place
        on
            months.month = place.month
            and place.kind = case when running.person_id is null then 'household' else 'person' end
            and place.subject = coalesce(running.person_id, running.household_id)
    left join file
        on
            running.list = file.list
            and months.month = file.month
            and file.county_code
            = coalesce(running.file_county_code, place.county_code, running.county_code)
    where
        (running.household_id is null or place.subject is not null)
        and file.list is null

),

final as (

    select * from running
    where {{ touched('month') }}

)

select * from final
