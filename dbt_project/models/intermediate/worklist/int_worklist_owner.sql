{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with spell as (

    select * from {{ ref('int_worklist_spell') }}
    where
        not is_closing
        and {{ touched('month') }}

),

worklists as (

    select * from {{ ref('worklists') }}

),

owners as (

    select * from {{ ref('worklist_owners') }}

),

division as (

    select * from {{ ref('division_register') }}

),

city as (

    select division_code from division
    where level = 'city'

),

payer as (

    select * from {{ ref('int_person_payer') }}

),

-- an item of the paying departments is that of each department that paid since it opened
named as (

    select
        spell.*,
        worklists.owner
    from spell
    inner join worklists on spell.list = worklists.code
    where worklists.owner <> '发放部门'

    union all

    select distinct
        spell.*,
        payer.owner
    from spell
    inner join worklists on spell.list = worklists.code
    inner join payer
        on
            spell.subject_key = payer.person_id
            and payer.month between spell.opened_month and spell.month
    where worklists.owner = '发放部门'

),

final as (

    select
        named.list,
        named.subject_key,
        named.month,
        named.opened_month,
        named.owner,
        case owners.level
            when 'city' then city.division_code
            when 'county' then named.county_code
            when 'township' then village.parent_code
            when 'unit' then named.subject_key
        end as division_code
    from named
    inner join owners on named.owner = owners.name
    cross join city
    left join division as village on named.village_code = village.division_code

)

select * from final
where division_code is not null
