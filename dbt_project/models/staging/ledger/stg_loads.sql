with

receipts as (
    select * from {{ source('ops', 'receipt') }}
),

states as (
    select * from {{ source('ops', 'built_load') }}
    where edition = '{{ var("edition") }}'
),

judgements as (
    select * from {{ source('ops', 'judgement') }}
),

-- names of people in it are masked
shown_names as (
    select
        load_id,
        shown
    from {{ source('ops', 'shown_text') }}
    where
        edition = '{{ var("edition") }}'
        and place = 'file_name'
),

final as (
    select
        receipts.load_id,
        receipts.feed,
        receipts.period,
        receipts.unit,
        coalesce(shown_names.shown, receipts.file_name) as file_name,
        receipts.sha256,
        receipts.received_at,
        states.status,
        nullif(replace(receipts.part, 'medical_', ''), '') as part,
        receipts.part as kind,
        case when length(receipts.period) = 7 then to_date(receipts.period, 'YYYY-MM') end as month,
        case when length(receipts.period) = 4 then receipts.period::integer end as income_year,
        coalesce(judgements.rows_received, 0) as rows_received,
        coalesce(judgements.rows_accepted, 0) as rows_accepted,
        coalesce(judgements.rows_rejected, 0) as rows_rejected,
        coalesce(judgements.rows_out_of_scope, 0) as rows_out_of_scope,
        coalesce(judgements.rows_duplicate, 0) as rows_duplicate
    from receipts
    inner join states
        on receipts.load_id = states.load_id
    left join shown_names
        on receipts.load_id = shown_names.load_id
    left join judgements
        on states.reject_judgement_id = judgements.judgement_id
)

select * from final
