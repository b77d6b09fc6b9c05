{#- Accepted rows of the versions in force in this edition, with their file's month.
    `statuses` widens it to superseded versions; what the gate put aside never passes
    (feeds.md: a row lost to a reject is lost), nor people whom no roster lists (macros/scope.sql).
    An incremental model takes those of changed files. -#}
{%- macro accepted_rows(table, statuses=['accepted']) -%}
    select
        received.*,
        receipt.period,
        receipt.unit,
        receipt.received_at,
        to_date(receipt.period, 'YYYY-MM') as month
    from {{ source('raw', table) }} as received
    inner join {{ source('ops', 'receipt') }} as receipt
        on received.load_id = receipt.load_id
    inner join {{ source('ops', 'built_load') }} as state
        on
            received.load_id = state.load_id
            and state.edition = '{{ var("edition") }}'
            and state.status in ('{{ statuses | join("', '") }}')
    left join {{ source('ops', 'row_exception') }} as exception
        on
            state.reject_judgement_id = exception.judgement_id
            and exception.table_name = '{{ table }}'
            and received.row_number = exception.row_number
    {{ join_scope(table, 'state.reject_judgement_id') }}
    where
        exception.row_number is null
        and {{ in_scope(table) }}
        and {{ changed_load('received.load_id') }}
{%- endmacro -%}
