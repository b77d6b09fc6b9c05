{{ config(
    meta={
        'made_new': 'by_month',
        'rests_on_authorisations': true,
        'published_indexes': [['month', 'project_no']],
    },
) }}

with trail as (

    select * from {{ ref('int_funds_trail') }}
    where {{ touched('month') }}

),

final as (

    select
        trail_id,
        county_code,
        project_no,
        project_name,
        month,
        household_id,
        category,
        allotted,
        spent,
        due,
        paid,
        paid_months,
        declared,
        stage
    from trail

)

select * from final
