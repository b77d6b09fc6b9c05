{{ config(
    meta={
        'made_new': 'by_month',
        'rests_on_authorisations': true,
        'published_indexes': [['month'], ['worklist_id'], ['household_id']],
    },
) }}

with worklist as (

    select * from {{ ref('int_worklist') }}
    where {{ touched('month') }}

),

final as (

    select
        worklist_id,
        list,
        subject_kind,
        subject_key,
        household_id,
        county_code,
        village_code,
        clause,
        owner,
        month,
        opened_month,
        due_date,
        amount,
        status,
        overdue,
        answered_in_time
    from worklist

)

select * from final
