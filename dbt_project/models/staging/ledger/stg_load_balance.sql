-- What was received does not change, so a file is summed up once for each judgement of it.
{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}],
) }}

with states as (

    select
        load_id,
        reject_judgement_id as judgement_id
    from {{ source('ops', 'built_load') }}
    where
        edition = '{{ var("edition") }}'
        and status in ('accepted', 'superseded')
        and {{ changed_load('load_id') }}

),

exceptions as (

    select * from {{ source('ops', 'row_exception') }}

),

{% if var('tables_of_people') -%}
-- materialized: else it is worked out for each table
people as materialized ( -- noqa: ST03

    {{ listed_people() }}

),

{% endif -%}
{% for table, amounts in conserved_tables().items() -%}
{% set county = "coalesce(left(cell.text(received.village_code), 6), '')" -%}
{% set unit = county if table == 'income_detail' else "''" -%}
{{ table }} as (

    select
        states.judgement_id,
        states.load_id,
        '{{ table }}' as table_name,
        {{ unit }} as unit,
        count(*) as rows_received,
        count(*) filter (
            where exceptions.row_number is null and {{ in_scope(table) }}
        ) as rows_accepted,
        coalesce(sum(
            {% set cells = [] -%}
            {% for amount in amounts -%}
            {% do cells.append('cell.money(received.' ~ amount ~ ')') -%}
            {% endfor -%}
            {{ row_amount(cells) }}
        ) filter (
            where exceptions.row_number is null and {{ in_scope(table) }}
        ), 0)::numeric as amount
    from {{ source('raw', table) }} as received
    inner join states on received.load_id = states.load_id
    left join exceptions
        on
            states.judgement_id = exceptions.judgement_id
            and exceptions.table_name = '{{ table }}'
            and received.row_number = exceptions.row_number
    {{ join_scope(table, 'states.judgement_id', 'people') }}
    {% if table == 'village_submission' -%}
    where not received.is_total
    {% endif -%}
    group by states.judgement_id, states.load_id, {{ unit if unit != "''" else '4' }}

),

{% endfor -%}
final as (

    {% for table in conserved_tables() -%}
    select * from {{ table }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
