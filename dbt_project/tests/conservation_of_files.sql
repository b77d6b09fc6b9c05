-- Checks that no row is lost or duplicated between the received files and the staging models, by
-- row count and amount (yuan) per file. Severity is warn because each run reads the stored view at
-- its end, before a publication, and stops there if it has rows (conservation.py).
{{ config(store_failures=true, store_failures_as='view', schema='intermediate', severity='warn') }}

with states as (

    select * from {{ source('ops', 'built_load') }}
    where
        edition = '{{ var("edition") }}'
        and status in ('accepted', 'superseded')

),

units as (

    select * from {{ source('ops', 'built_unit') }}
    where edition = '{{ var("edition") }}'

),

-- from the snapshot of the ledger, not from staging, because staging is what this test checks
loads as (

    select
        receipts.load_id,
        receipts.feed,
        receipts.period,
        receipts.file_name,
        judgements.rows_received,
        judgements.rows_accepted,
        judgements.rows_rejected,
        judgements.rows_out_of_scope,
        judgements.rows_duplicate
    from states
    inner join {{ source('ops', 'receipt') }} as receipts on states.load_id = receipts.load_id
    inner join {{ source('ops', 'judgement') }} as judgements
        on states.reject_judgement_id = judgements.judgement_id

),

balance as (

    select
        balance.*,
        states.status = 'accepted'
        and (
            balance.table_name not in (
                {%- for table in county_tables() %}
                '{{ table }}'{{ ',' if not loop.last }}
                {%- endfor %}
            )
            or units.unit is not null
        ) as is_in_force
    from {{ ref('stg_load_balance') }} as balance
    inner join states on balance.judgement_id = states.reject_judgement_id
    left join units on balance.load_id = units.load_id and balance.unit = units.unit

),

-- Feedback rows and listed members are no received rows. The gate does not count them in the ledger
-- and lists only the feedback rows that it does not accept.
in_raw as (
    {{ rows_in_raw() }}
),

feedback as (

    select
        load_id,
        count(*) as found
    from {{ source('raw', 'village_feedback') }}
    group by load_id

),

feedback_put_aside as (

    select
        judgement_id,
        count(*) as found
    from {{ source('ops', 'row_exception') }}
    where table_name = 'village_feedback'
    group by judgement_id

),

accepted as (

    select
        load_id,
        sum(rows_accepted) as found
    from balance
    where
        table_name not in (
            {%- for table in uncounted_tables() %}
            '{{ table }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
    group by load_id

),

in_force as (

    select
        table_name,
        load_id,
        sum(rows_accepted) as counted,
        sum(amount) as amount
    from balance
    where is_in_force
    group by table_name, load_id

),

staged as (
    {{ rows_and_yuan_staged() }}
),

compared as (

    select
        load_id,
        'rows received → accepted + rejected + out of scope + duplicate' as figure,
        rows_received::numeric as expected,
        (rows_accepted + rows_rejected + rows_out_of_scope + rows_duplicate)::numeric as found
    from loads
    {%- for figure, column, counts in [
        ('rows received → rows in raw', 'rows_received', 'in_raw'),
        ('rows accepted by the gate → rows that count', 'rows_accepted', 'accepted'),
    ] %}
    union all
    select
        loads.load_id,
        '{{ figure }}' as figure,
        loads.{{ column }} as expected,
        coalesce(counts.found, 0) as found
    from loads
    left join {{ counts }} as counts on loads.load_id = counts.load_id
    where {{ is_conserved("loads.feed") }}
    {%- endfor %}
    union all
    select
        states.load_id,
        'feedback rows in raw → accepted + put aside' as figure,
        coalesce(feedback.found, 0) as expected,
        coalesce(balance.rows_accepted, 0) + coalesce(feedback_put_aside.found, 0) as found
    from states
    left join feedback on states.load_id = feedback.load_id
    left join balance
        on states.load_id = balance.load_id and balance.table_name = 'village_feedback'
    left join feedback_put_aside
        on states.reject_judgement_id = feedback_put_aside.judgement_id
    {%- for figure, column in [
        ('rows accepted and in force', 'counted'), ('yuan accepted and in force', 'amount')
    ] %}
    union all
    select
        coalesce(in_force.load_id, staged.load_id) as load_id,
        '{{ figure }} → stg_' || coalesce(in_force.table_name, staged.table_name) as figure,
        coalesce(in_force.{{ column }}, 0) as expected,
        coalesce(staged.{{ column }}, 0) as found
    from in_force
    full join staged
        on in_force.load_id = staged.load_id and in_force.table_name = staged.table_name
    {%- endfor %}

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
