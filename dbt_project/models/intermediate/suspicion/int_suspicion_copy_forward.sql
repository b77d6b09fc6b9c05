{{ config(materialized='incremental') }}

with submission as (

    select * from {{ ref('stg_village_submission') }}
    where wage_migrant <> 0

),

measures as (

    {{ suspicion_measures('copy_forward') }}

),

-- consecutive months with the same wage share one number
numbered as (

    select
        household_id,
        month,
        wage_migrant,
        extract(year from month) * 12 + extract(month from month)
        - row_number() over (partition by household_id, wage_migrant order by month) as run
    from submission

),

repeated as (

    select
        household_id,
        month,
        row_number() over (
            partition by household_id, wage_migrant, run order by month
        ) as equal_months
    from numbered

),

final as (

    select
        repeated.household_id,
        repeated.month,
        measures.kind,
        measures.measure,
        repeated.equal_months::numeric as observed,
        measures.threshold,
        measures.points
    from repeated
    inner join measures
        on
            {{ in_force('measures', 'repeated.month') }}
            and repeated.equal_months >= measures.threshold
    where {{ touched('repeated.month') }}

)

select * from final
