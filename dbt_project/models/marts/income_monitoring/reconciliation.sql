{{ config(
    meta={
        'made_new': 'by_month',
        'rests_on_authorisations': true,
        'published_indexes': [['month']],
    },
) }}

with reconciliation as (

    select * from {{ ref('int_reconciliation') }}
    where {{ touched('month') }}

),

final as (

    select
        household_id,
        county_code,
        month,
        income_year,
        item,
        declared,
        departmental,
        status
    from reconciliation

)

select * from final
