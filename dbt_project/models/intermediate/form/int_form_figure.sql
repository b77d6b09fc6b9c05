{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

-- a village fills in its form of a month before the month has a report or a roster of its own
with person_month as (

    select
        month,
        household_id,
        citizen_id_token
    from {{ ref('int_person_month') }}
    where
        citizen_id_token is not null
        and is_authorised
        and {{ touched('month') }}

    union all

    select
        month,
        household_id,
        citizen_id_token
    from {{ ref('int_person_coming_month') }}
    where
        citizen_id_token is not null
        and is_authorised
        and {{ touched('month') }}

),

employment as (

    select * from {{ ref('stg_employment') }}
    where
        is_working
        and {{ touched('month') }}

),

departmental as (

    select * from {{ ref('int_household_departmental_month') }}
    where
        is_authorised
        and {{ touched('month') }}

),

form_items as (

    select * from {{ ref('form_items') }}

),

item_match as (

    select * from {{ ref('int_form_item_match') }}
    where {{ touched('month') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}

),

latest as (

    select * from {{ ref('int_months') }}
    where is_latest_month

),

-- The form has wages by kind of work. Channels without their own column count as 务工收入, as in the
-- reconciliation.
wage as (

    select
        person_month.month,
        person_month.household_id,
        case employment.channel
            when '公益性岗位' then 'wage_public_post'
            when '就业帮扶车间' then 'wage_workshop'
            else 'wage_migrant'
        end as item,
        employment.monthly_income as amount
    from employment
    inner join person_month
        on
            employment.month = person_month.month
            and employment.citizen_id_token = person_month.citizen_id_token

),

together as (

    select * from wage

    union all

    select
        departmental.month,
        departmental.household_id,
        form_items.item,
        departmental.amount
    from departmental
    inner join form_items on departmental.item = form_items.reconciliation_item
    where form_items.may_be_value

),

figures as (

    select
        month,
        household_id,
        item,
        sum(amount) as amount
    from together
    group by month, household_id, item
    -- the form accepts no negative amount (V03), and 0 needs no confirmation
    having sum(amount) > 0

),

policy as materialized (

    select
        figure_month.month,
        least(figure_month.month, latest.month) as roster_month,
        {{ policy('form_match_share', 'figure_month.month') }} as match_share,
        {{ policy('form_blank_share', 'figure_month.month') }} as blank_share
    from (select distinct month from figures) as figure_month
    cross join latest

),

-- the counties and items whose figures stand in the cells
trusted as (

    select
        item_match.month,
        item_match.county_code,
        item_match.item
    from item_match
    inner join policy on item_match.month = policy.month
    where
        item_match.months = item_match.months_wanted
        and item_match.rows_matched >= policy.match_share * item_match.rows_compared

),

final as (

    select
        figures.month,
        figures.household_id,
        figures.item,
        figures.amount,
        trusted.item is not null
        and not {{ keeps_blank_cells('figures.household_id', 'policy.blank_share') }} as is_value
    from figures
    inner join policy on figures.month = policy.month
    inner join household_month
        on
            policy.roster_month = household_month.month
            and figures.household_id = household_month.household_id
    left join trusted
        on
            figures.month = trusted.month
            and household_month.county_code = trusted.county_code
            and figures.item = trusted.item

)

select * from final
