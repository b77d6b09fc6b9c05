{{ config(
    meta={
        'made_new': 'by_month',
        'rests_on_authorisations': true,
        'published_indexes': [['month', 'village_code']],
    },
) }}

with gap as (

    select * from {{ ref('int_entitlement_gap') }}
    where {{ touched('month') }}

),

final as (

    select
        household_id,
        county_code,
        village_code,
        month,
        list,
        clause,
        owner,
        items,
        months_open,
        amount
    from gap

)

select * from final
