{{ config(materialized='ephemeral') }}

with trained as (

    select * from {{ ref('int_trained_person_month') }}

),

counted as (

    select
        county_code,
        month,
        worked_after::integer as numerator,
        1 as denominator
    from trained

),

final as (

    {{ measure_rows('train_to_job') }}

)

select * from final
