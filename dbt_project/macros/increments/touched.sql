{#- Which rows a build makes new. A figure of a month rests on that month and on earlier ones
    (rules.md, Time: "as of month M"), so a build after a change makes every month new from the
    first touched one on, and leaves the months before as they are. zengshou/increments.py
    finds that month and writes it to ops.build; a seed or a model that has changed, or an interrupted
    build, makes everything new (--full-refresh). Without a plan (dbt started by hand) everything
    counts as touched. -#}

{#- First touched month, a date as text, of a model with this `meta` (by default the present one).
    Authorisations reach further back than files. -#}
{%- macro touched_from(meta=none) -%}
    {%- if not execute -%}{{ return('1000-01-01') }}{%- endif -%}
    {%- set meta = config.get('meta', {}) if meta is none else meta -%}
    {%- set first = 'authorised_from' if meta.get('rests_on_authorisations') else 'touched_from' -%}
    {%- set plan = run_query(
        "select coalesce(min(" ~ first ~ "), '1000-01-01')::text from ops.build where edition = '"
        ~ var('edition') ~ "'"
    ) -%}
    {{ return(plan.columns[0].values()[0]) }}
{%- endmacro -%}

{#- is_incremental, where a model is unit tested as well: there is no table then. -#}
{%- macro adds_to_its_table() -%}
    {{ return(execute and this is not none and is_incremental()) }}
{%- endmacro -%}

{#- True for the months to make new. -#}
{%- macro touched(month) -%}
    {%- if adds_to_its_table() -%}
        {{ month }} >= '{{ touched_from() }}'::date
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{#- True for the touched months and the `months` before the first of them. -#}
{%- macro touched_or_before(month, months) -%}
    {%- if adds_to_its_table() -%}
        {{ month }} >= '{{ touched_from() }}'::date - make_interval(months => {{ months }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{#- True for the income years that a touched month lies in, and the `before` years before. -#}
{%- macro touched_year(year, before=0) -%}
    {%- if adds_to_its_table() -%}
        {{ year }} >= {{ income_year("'" ~ touched_from() ~ "'::date") }}
        {%- if before %} - {{ before }}{% endif -%}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{#- True for the rows of files that came, left or were judged otherwise since the last build. -#}
{%- macro changed_load(load_id) -%}
    {%- if adds_to_its_table() and touched_from() != '1000-01-01' -%}
        {{ is_changed_load(load_id) }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}

{%- macro is_changed_load(load_id) -%}
    {{ load_id }} in (
        select changed_load.load_id from ops.changed_load
        where changed_load.edition = '{{ var("edition") }}'
    )
{%- endmacro -%}

{#- For tests: true for the rows of a model, named by its id, that this build has made new. Where
    everything is made new, and in tests run by hand, that is every row. -#}
{%- macro made_new(model_id) -%}
    {%- set tested = graph.nodes[model_id].config if execute else none -%}
    {%- set from = touched_from(tested.meta) if execute else none -%}
    {%- if not execute or flags.WHICH != 'build' or flags.FULL_REFRESH or from == '1000-01-01' -%}
        true
    {%- elif tested.incremental_strategy == 'by_load' -%}
        {{ is_changed_load('load_id') }}
    {%- elif tested.meta.get('year_column') -%}
        {{ tested.meta.year_column }} >= {{ income_year("'" ~ from ~ "'::date") }}
    {%- else -%}
        {{ tested.meta.get('month_column', 'month') }} >= '{{ from }}'::date
    {%- endif -%}
{%- endmacro -%}
