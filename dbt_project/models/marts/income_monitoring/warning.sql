{{ config(
    meta={
        'made_new': 'by_month',
        'rests_on_authorisations': true,
        'published_indexes': [['month'], ['warning_id']],
    },
) }}

with warning as (

    select * from {{ ref('int_warning') }}
    where {{ touched('month') }}

),

final as (

    select
        warning_id,
        household_id,
        county_code,
        rule,
        month,
        level,
        observed,
        threshold,
        opened_month,
        due_date,
        status,
        overdue
    from warning

)

select * from final
