-- Incremental: received data never changes, so each judgement of a file is summed only once.
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

linked as (

    {{ linked_counties(
        source('accepted', 'linkage_project'), source('accepted', 'linkage_entity')
    ) }}

),

{% for table, amounts in conserved_tables().items() -%}
{% set county = county_tables().get(table) -%}
{% set unit = "coalesce(" ~ county ~ ", '')" if county else "''" -%}
{{ table }} as (

    select
        states.judgement_id,
        states.load_id,
        '{{ table }}' as table_name,
        {{ unit }} as unit,
        count(*) as rows_accepted,
        sum(
            {% set cells = [] -%}
            {% for amount in amounts -%}
            {% do cells.append('cell.money(received.' ~ amount ~ ')') -%}
            {% endfor -%}
            {{ row_amount(cells) }}
        )::numeric as amount
    from states
    inner join {{ source('accepted', table) }} as received
        on states.judgement_id = received.judgement_id
    {% if table == 'linkage_household' -%}
    left join linked
        on
            received.judgement_id = linked.judgement_id
            and cell.code(received.link_no) = linked.link_no
    {% endif -%}
    group by states.judgement_id, states.load_id, {{ unit if county else '4' }}

),

{% endfor -%}
final as (

    {% for table in conserved_tables() -%}
    select * from {{ table }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
