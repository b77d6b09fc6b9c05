{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

-- the contracts that the month's own file says were drawn in it
with drawn as (

    select * from {{ ref('int_small_loan') }}
    where
        contract_no is not null
        and is_authorised
        and date_trunc('month', drawn_on)::date = month
        and {{ touched('month') }}

),

streams as (

    select * from {{ ref('int_household_streams_month') }}
    where {{ touched('month') }}

),

measures as (

    {{ suspicion_measures('loan_as_income') }}

),

final as (

    select distinct
        streams.household_id,
        streams.month,
        measures.kind,
        measures.measure,
        streams.business as observed,
        measures.threshold,
        measures.points
    from streams
    inner join measures
        on
            {{ in_force('measures', 'streams.month') }}
            and streams.business >= measures.threshold
    inner join drawn
        on
            streams.month = drawn.month
            and streams.household_id = drawn.household_id
            and round(streams.business / measures.round_to)
            = round(drawn.loan_amount / measures.round_to)

)

select * from final
