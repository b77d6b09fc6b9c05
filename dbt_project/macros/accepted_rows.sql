{#- Accepted rows of the versions in force in this edition, with their file's month. Which rows of a
    file count is defined once, for the gate as well: ingestion/accepted_rows.py.
    `statuses` widens it to superseded versions (feeds.md: a row lost to a reject is lost). An
    incremental model takes those of changed files. -#}
{%- macro accepted_rows(table, statuses=['accepted']) -%}
    select
        received.*,
        receipt.period,
        receipt.unit,
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
