{{ config(materialized='ephemeral') }}

with award as (

    select * from {{ ref('int_workshop_award') }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where is_population

),

months as (

    select * from {{ ref('int_months') }}

),

counted as (

    select
        person_month.county_code,
        person_month.month,
        coalesce(award.paid_on <= months.month_end_on, false)::integer as numerator,
        1 as denominator
    from award
    inner join person_month
        on
            award.citizen_id_token = person_month.citizen_id_token
            and award.due_month
            between date_trunc('year', person_month.month) and person_month.month
    inner join months on person_month.month = months.month

),

final as (

    {{ measure_rows('awards_paid') }}

)

select * from final
