{#- Accepted rows of the file versions in force in this edition, with the month of the file.
    ingestion/accepted_rows.py defines which rows of a file count, for the validation gate as well.
    `statuses` can add superseded versions (feeds.md: a row lost to a reject is lost). In an
    incremental build, only the rows of changed files are returned. -#}
{%- macro accepted_rows(table, statuses=['accepted']) -%}
    select
        received.*,
        receipt.period,
        receipt.unit,
        receipt.part,
        receipt.received_at,
        to_date(receipt.period, 'YYYY-MM') as month
    from {{ source('ops', 'built_load') }} as state
    inner join {{ source('accepted', table) }} as received
        on state.reject_judgement_id = received.judgement_id
    inner join {{ source('ops', 'receipt') }} as receipt
        on state.load_id = receipt.load_id
    where
        state.edition = '{{ var("edition") }}'
        and state.status in ('{{ statuses | join("', '") }}')
        and {{ changed_load('state.load_id') }}
{%- endmacro -%}
