-- Nothing lost, nothing twice: rows and yuan of each received file, to the staging models. Kept
-- as a view, which every run asks again at its end (zengshou/conservation.py).
{{ config(
    store_failures=true, store_failures_as='view', schema='intermediate', tags=['conservation']
) }}

with states as (

    select * from {{ source('ops', 'load_state') }}
    where
        edition = '{{ var("edition") }}'
        and status in ('accepted', 'superseded')

),

units as (

    select * from {{ source('ops', 'current_unit') }}
    where
        edition = '{{ var("edition") }}'
        and feed = 'income_detail'

),

loads as (

    select * from {{ ref('stg_loads') }}
    where status in ('accepted', 'superseded')

),

{% for table, amounts in conserved_tables().items() %}
{{ table }}_received as (
    {{ rows_received(table, amounts.keys()) }}
),

{{ table }}_staged as (

    select
        load_id,
        count(*) as staged,
        sum(0 {%- for amount in amounts.values() %} + coalesce({{ amount }}, 0) {%- endfor %})
            as amount
    from {{ ref('stg_' ~ table) }}
    group by load_id

),
{% endfor %}
received as (
    {% for table in conserved_tables() %}
    select
        '{{ table }}' as table_name,
        coalesce(received.load_id, staged.load_id) as load_id,
        coalesce(received.received, 0) as received,
        coalesce(received.accepted, 0) as accepted,
        coalesce(received.in_force, 0) as in_force,
        coalesce(staged.staged, 0) as staged,
        coalesce(received.amount, 0) as amount_received,
        coalesce(staged.amount, 0) as amount_staged
    from {{ table }}_received as received
    full join {{ table }}_staged as staged on received.load_id = staged.load_id
    {{- ' union all' if not loop.last }}
    {% endfor %}
),

-- Feedback rows come with a village's file but are no rows of its report: not in its counts.
by_file as (

    select
        load_id,
        sum(received) filter (where table_name <> 'village_feedback') as received,
        sum(accepted) filter (where table_name <> 'village_feedback') as accepted
    from received
    group by load_id

),

compared as (

    select
        load_id,
        'rows received → accepted + rejected + out of scope + duplicate' as figure,
        rows_received::numeric as expected,
        (rows_accepted + rows_rejected + rows_out_of_scope + rows_duplicate)::numeric as found
    from loads
    union all
    select
        loads.load_id,
        'rows received (ops.load) → rows in raw',
        loads.rows_received,
        coalesce(by_file.received, 0)
    from loads
    left join by_file on loads.load_id = by_file.load_id
    union all
    select
        loads.load_id,
        'rows accepted (ops.load) → rows in raw not put aside',
        loads.rows_accepted,
        coalesce(by_file.accepted, 0)
    from loads
    left join by_file on loads.load_id = by_file.load_id
    union all
    select
        load_id,
        'accepted rows in force → rows in stg_' || table_name,
        in_force,
        staged
    from received
    union all
    select
        load_id,
        'yuan accepted → yuan in stg_' || table_name,
        amount_received,
        amount_staged
    from received

)

select
    loads.feed,
    loads.period,
    loads.file_name,
    compared.figure,
    compared.expected,
    compared.found
from compared
left join loads on compared.load_id = loads.load_id
where compared.expected <> compared.found
