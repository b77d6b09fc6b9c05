{{ config(
    meta={
        'made_new': 'by_month',
        'rests_on_authorisations': true,
        'published_indexes': [['month', 'village_code']],
    },
) }}

with suspicion as (

    select * from {{ ref('int_suspicion') }}
    where {{ touched('month') }}

),

final as (

    select
        household_id,
        month,
        kind,
        income_year,
        county_code,
        village_code,
        measure,
        observed,
        threshold,
        points
    from suspicion

)

select * from final
