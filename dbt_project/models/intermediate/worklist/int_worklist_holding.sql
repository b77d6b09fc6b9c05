{{ config(meta={'made_new': 'by_month', 'rests_on_authorisations': true}) }}

with
{%- for list in worklists() %}
{{ list }} as (

    select * from {{ ref('int_list_' ~ list) }}
    where {{ touched('month') }}

),
{% endfor %}
file as (

    select * from {{ ref('int_worklist_file') }}

),

authorisation as (

    select * from {{ ref('int_household_authorisation') }}

),

-- the households of which items are taken
household_month as (

    select
        household.month,
        household.household_id,
        household.county_code,
        household.village_code
    from {{ ref('int_household_month') }} as household
    inner join authorisation
        on
            household.household_id = authorisation.household_id
            and household.month >= date_trunc('month', authorisation.authorised_on)::date
    where
        household.is_population
        and {{ touched('household.month') }}

),

listed as (

    {%- for list in worklists() %}

    select
        '{{ list }}' as list,
        subject_key,
        month,
        household_id,
        person_id,
        county_code,
        village_code,
        amount
    from {{ list }}
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}

),

placed as (

    select
        listed.list,
        listed.subject_key,
        listed.month,
        listed.household_id,
        listed.person_id,
        listed.county_code as file_county_code,
        coalesce(household_month.county_code, listed.county_code) as county_code,
        case
            when listed.household_id is null then listed.village_code
            else household_month.village_code
        end as village_code,
        listed.amount,
        listed.month as file_month
    from listed
    left join household_month
        on
            listed.month = household_month.month
            and listed.household_id = household_month.household_id
    where
        listed.household_id is null
        or household_month.household_id is not null

),

-- an item opens only in a month in which the list's files are there
final as (

    select placed.*
    from placed
    inner join file
        on
            placed.list = file.list
            and placed.month = file.month
            and coalesce(placed.file_county_code, placed.county_code) = file.county_code

)

select * from final
