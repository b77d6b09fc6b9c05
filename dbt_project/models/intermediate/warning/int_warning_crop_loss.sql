{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with claim as (

    select * from {{ ref('stg_insurance_claim') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}

),

file_month as (

    select * from {{ ref('int_population_file_month') }}
    where {{ touched('month') }}

),

-- read below as an array, so that the months are evaluated before the other rows are searched
file as (

    select distinct claim_month from file_month

),

-- a file holds the claims of the calendar year up to its month
measured as (

    select
        person_month.household_id,
        person_month.month,
        sum(claim.amount) as amount,
        1 as base
    from claim
    inner join person_month
        on
            claim.month = person_month.month
            and claim.citizen_id_token = person_month.citizen_id_token
    where
        person_month.is_population
        and person_month.is_authorised
        and person_month.month = any(array(select file.claim_month from file))
    group by person_month.household_id, person_month.month

),

reached as (

    {{ reached_level('crop_loss') }}

),

-- a month without a file, as between two quarters, repeats the last month with one
final as (

    select
        file_month.household_id,
        file_month.month,
        reached.amount as observed,
        reached.level,
        reached.factor as threshold
    from file_month
    inner join reached
        on
            file_month.household_id = reached.household_id
            and file_month.claim_month = reached.month

)

select * from final
