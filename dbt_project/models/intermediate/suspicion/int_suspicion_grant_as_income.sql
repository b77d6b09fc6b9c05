{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

-- the quarter's own file tells of the payments of its months
with grant_paid as (

    select
        date_trunc('month', paid_on)::date as month,
        citizen_id_token,
        paid_amount
    from {{ ref('stg_linkage_household') }}
    where
        mode = '到户奖补'
        and date_trunc('quarter', paid_on) = date_trunc('quarter', month)
        and {{ touched("date_trunc('month', paid_on)::date") }}

),

person_month as (

    select * from {{ ref('int_person_month') }}
    where
        is_authorised
        and {{ touched('month') }}

),

submission as (

    select * from {{ ref('stg_village_submission') }}
    where {{ touched('month') }}

),

measures as (

    {{ suspicion_measures('grant_as_income') }}

),

final as (

    select distinct
        submission.household_id,
        submission.month,
        measures.kind,
        measures.measure,
        submission.biz_courtyard as observed,
        measures.threshold,
        measures.points
    from submission
    inner join measures
        on
            {{ in_force('measures', 'submission.month') }}
            and submission.biz_courtyard >= measures.threshold
    inner join person_month
        on
            submission.month = person_month.month
            and submission.household_id = person_month.household_id
    inner join grant_paid
        on
            person_month.month = grant_paid.month
            and person_month.citizen_id_token = grant_paid.citizen_id_token
            and round(submission.biz_courtyard / measures.round_to)
            = round(grant_paid.paid_amount / measures.round_to)

)

select * from final
